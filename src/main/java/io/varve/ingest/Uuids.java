package io.varve.ingest;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** UUIDs in their one written form of 36 characters; {@link UUID#fromString} alone also takes 1-1-1-1-1. */
final class Uuids {

    private Uuids() {}

    static @Nullable UUID parse(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equalsIgnoreCase(text) ? uuid : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
