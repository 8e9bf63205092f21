package io.varve.query;

import io.varve.rollup.Floors;
import io.varve.timeseries.TimeRange;
import org.jspecify.annotations.Nullable;

/** The statement that lists raw points in order of (time, stream, source), with their sessions and metadata. */
record PointStatement(
        TimeRange range,
        Floors floors,
        RawScope scope,
        boolean descending,
        @Nullable Position after,
        int maxRows) {

    QueryStatement of(Wanted wanted) {
        return new QueryStatement(sql(wanted), wanted, maxRows, false);
    }

    private String sql(Wanted wanted) {
        return """
                %1$s,
                %7$s,
                point AS (
                    SELECT t.series_id, t.time, w.grp, t.source, w.field, t.value
                %2$s%3$s
                    ORDER BY time %4$s, grp %4$s, source %4$s, field
                    LIMIT %5$d
                )
                SELECT %8$s, p.time, p.grp, p.field, p.source, p.value, s.session_id, m.metadata::text AS metadata
                FROM guard
                LEFT JOIN point AS p ON true
                LEFT JOIN catalog.session AS s ON s.source = p.source
                LEFT JOIN raw.point_metadata AS m ON m.series_id = p.series_id AND m.time = p.time AND m.source = p.source
                    AND %6$s
                ORDER BY p.time %4$s, p.grp %4$s, p.source %4$s, p.field""".formatted(
                        Wanted.CTE,
                        scope.from(range, wanted).indent(4).stripTrailing(),
                        follows(),
                        descending ? "DESC" : "ASC",
                        maxRows,
                        SqlText.within("m.time", range),
                        ReadThrough.guard(
                                ReadThrough.floorsMoved(floors),
                                "false",
                                "NULL::timestamptz AS pending_from, NULL::timestamptz AS pending_to"),
                        ReadThrough.SEEN);
    }

    private String follows() {
        return after == null ? "" : "\n        AND " + after.follows(descending, "t.time", "w.grp", "t.source");
    }
}
