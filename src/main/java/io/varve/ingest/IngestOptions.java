package io.varve.ingest;

import io.varve.web.ProblemException;
import java.time.DateTimeException;
import java.time.ZoneId;
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
            return ZoneId.of(tz);
        } catch (DateTimeException e) {
            throw ProblemException.badParameter(
                    "tz",
                    "'" + Texts.shown(tz)
                            + "' is no time zone; accepted are IANA names such as Europe/Berlin, and UTC");
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
