package io.varve.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What names one physical series: metric type, tags, user (optional) and field. The metric type's and the field's names
 * have 1 to 255 characters; at most 64 tags, whose names have 1 to 255 and values 0 to 255 characters. Anything else is
 * an {@link IllegalArgumentException} whose message can be shown to the caller.
 */
public record SeriesKey(
        String metric,
        SortedMap<String, String> tags,
        @Nullable UUID userId,
        String field) {

    /** The field of a scalar value; {@code {"value": x}} is the same field. */
    public static final String SCALAR_FIELD = "value";

    /** How many tags a series can have. */
    public static final int MAX_TAGS = 64;

    public SeriesKey {
        CatalogText.checked("the name of a series", metric, 1, CatalogText.MAX_NAME);
        CatalogText.checked("the name of a field", field, 1, CatalogText.MAX_NAME);
        if (!(tags instanceof Tags)) {
            check(tags);
            tags = Tags.of(tags);
        }
    }

    private static void check(Map<String, String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "a series has at most %d tags, this has %d".formatted(MAX_TAGS, tags.size()));
        }
        tags.forEach((name, value) -> {
            CatalogText.checked("the name of a tag", name, 1, CatalogText.MAX_NAME);
            CatalogText.checked("the value of the tag '" + name + "'", value, 0, CatalogText.MAX_NAME);
        });
    }

    /**
     * First 128 bits of the SHA-256 of the key. Every part goes in with its length before it, so that no two keys give
     * the same bytes.
     */
    UUID fingerprint() {
        MessageDigest digest = sha256();
        add(digest, metric);
        add(digest, field);
        digest.update((byte) tags.size());
        tags.forEach((name, value) -> {
            add(digest, name);
            add(digest, value);
        });
        if (userId != null) {
            digest.update(ByteBuffer.allocate(16)
                    .putLong(userId.getMostSignificantBits())
                    .putLong(userId.getLeastSignificantBits())
                    .flip());
        }
        ByteBuffer bits = ByteBuffer.wrap(digest.digest());
        return new UUID(bits.getLong(), bits.getLong());
    }

    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) (bytes.length >> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
