package io.varve.query;

import io.varve.timeseries.TimeRange;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which raw points a statement reads and whether it tells sessions apart.
 *
 * @param session only the points of this session
 * @param perSession whether rows carry the session
 */
record RawScope(@Nullable UUID session, boolean perSession) {

    static final RawScope ALL = new RawScope(null, false);

    /** The session of a row as text, empty for none: the last part of the order of rows. */
    static final String SESSION = "coalesce(s.session_id::text, '') COLLATE \"C\"";

    /** Tiers do not know sessions. */
    boolean needsRaw() {
        return session != null || perSession;
    }

    /** FROM and WHERE for the points t of the wanted series w in the range, s being their session if any. */
    String from(TimeRange range) {
        if (session != null) {
            return ofSession(session, range);
        }
        String sessions = perSession ? "LEFT JOIN catalog.session AS s ON s.source = t.source\n" : "";
        return "FROM raw.point AS t\nJOIN wanted AS w USING (series_id)\n" + sessions + "WHERE "
                + SqlText.within("t.time", range);
    }

    /** A session's points are found through the short list of what it wrote to, each with its span of time. */
    private static String ofSession(UUID session, TimeRange range) {
        return """
                FROM catalog.session AS s
                JOIN raw.session_series AS e ON e.source = s.source
                JOIN wanted AS w ON w.series_id = e.series_id
                CROSS JOIN LATERAL (
                    SELECT p.series_id, p.time, p.source, p.value
                    FROM raw.point AS p
                    WHERE p.series_id = e.series_id AND p.source = e.source
                        AND p.time >= e.first_time AND p.time <= e.last_time
                        AND %s
                    OFFSET 0
                ) AS t
                WHERE s.session_id = '%s'::uuid AND e.last_time >= %s AND e.first_time < %s""".formatted(
                        SqlText.within("p.time", range), session, SqlText.time(range.from()), SqlText.time(range.to()));
    }
}
