package io.varve.ingest;

import io.varve.timeseries.Zones;
import io.varve.web.ProblemException;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that all ingest requests share.
 *
 * @param zone where times without an offset are; null refuses them
 * @param partial whether the good points of a request are stored when others are bad
 */
record IngestOptions(@Nullable ZoneId zone, boolean partial) {

    static IngestOptions parse(@Nullable String tz, @Nullable String partial) {
        return new IngestOptions(tz == null ? null : zone(tz), partial != null && partial(partial));
    }

    static ZoneId zone(String tz) {
        try {
            return Zones.parse(tz);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("tz", Objects.requireNonNull(e.getMessage()));
        }
    }

    private static boolean partial(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.badParameter("partial", "'partial' must be true or false");
        };
    }
}
