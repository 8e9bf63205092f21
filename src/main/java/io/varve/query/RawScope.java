package io.varve.query;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.TimeRange;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which raw points a statement reads and whether it tells sessions apart.
 *
 * @param session only the points of this session
 * @param perSession whether rows carry the session
 * @param layers where points are
 */
record RawScope(@Nullable UUID session, boolean perSession, LayerSql layers) {

    /** The session of a row as text, empty for none: the last part of the order of rows. */
    static final String SESSION = "coalesce(s.session_id::text, '') COLLATE \"C\"";

    /** Tiers do not know sessions. */
    boolean needsRaw() {
        return session != null || perSession;
    }

    /** FROM and WHERE for the points t of the wanted series w in the range, s being their session if any. */
    String from(TimeRange range, Wanted wanted) {
        if (session != null) {
            return ofSession(session, range);
        }
        String sessions = perSession ? "LEFT JOIN catalog.session AS s ON s.source = t.source\n" : "";
        String from = SqlText.time(range.from());
        String to = SqlText.time(range.to());
        return "FROM %s AS t\n%s\n%sWHERE true"
                .formatted(
                        layers.of(LayerSql.RAW, wanted.ids(), from, to, new LayerSql.Bounds(from, to)),
                        wanted.joinKnown(),
                        sessions);
    }

    /** The points of stretches of the series that are read through, within the bounds. */
    String ofReads(String reads, TimeRange bounds) {
        return layers.pointsOf(
                "(SELECT d.series_id, lower(u) AS lower, upper(u) AS upper" + " FROM " + reads
                        + " AS d CROSS JOIN LATERAL unnest(d.read_0) AS u) AS r",
                new LayerSql.Bounds(SqlText.time(bounds.from()), SqlText.time(bounds.to())));
    }

    /** The points of these stretches (a multirange) of all wanted series, within the bounds. */
    String ofStretches(String stretches, TimeRange bounds) {
        return layers.pointsOf(
                "(SELECT d.series_id, lower(u) AS lower, upper(u) AS upper" + " FROM wanted AS d CROSS JOIN unnest("
                        + stretches + ") AS u) AS r",
                new LayerSql.Bounds(SqlText.time(bounds.from()), SqlText.time(bounds.to())));
    }

    /** What a packed tier holds of stretches of series r, within the bounds, as a lateral reference. */
    String ofStretches(int layer, TimeRange bounds) {
        return layers.of(
                layer,
                "ARRAY[r.series_id]",
                "lower(stretch)",
                "upper(stretch)",
                new LayerSql.Bounds(SqlText.time(bounds.from()), SqlText.time(bounds.to())));
    }

    /** The join of sessions s to rows t of a rollup that tells them apart; of one, to the time when it had points. */
    String ofStored(BucketWidth width) {
        if (session != null) {
            return """

                    JOIN (
                        SELECT e.source, s.session_id, rollup.bucket_start(%2$s, min(e.first_time)) AS first, max(e.last_time) AS last
                        FROM catalog.session AS s
                        JOIN raw.session_series AS e ON e.source = s.source
                        WHERE s.session_id = '%1$s'::uuid
                        GROUP BY e.source, s.session_id
                    ) AS s ON t.session = s.source AND t.bucket BETWEEN s.first AND s.last""".formatted(session, SqlText.interval(width));
        }
        return perSession ? "\nLEFT JOIN catalog.session AS s ON s.source = t.session" : "";
    }

    /** A session's points are found through the short list of what it wrote to, each with its span of time. */
    private String ofSession(UUID session, TimeRange range) {
        String from = SqlText.time(range.from());
        String to = SqlText.time(range.to());
        return """
                FROM catalog.session AS s
                JOIN raw.session_series AS span ON span.source = s.source
                JOIN wanted AS w ON w.series_id = span.series_id
                CROSS JOIN LATERAL %4$s AS t
                WHERE s.session_id = '%1$s'::uuid AND span.last_time >= %2$s AND span.first_time < %3$s AND t.source = span.source""".formatted(
                        session,
                        from,
                        to,
                        layers.of(
                                LayerSql.RAW,
                                "ARRAY[span.series_id]",
                                "greatest(span.first_time, " + from + ")",
                                "least(span.last_time + interval '1 microsecond', " + to + ")",
                                new LayerSql.Bounds(from, to)));
    }
}
