package io.varve.query;

import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The statement that finds stretches without points, of points in the range and of one on either side.
 *
 * @param now where the range ends at the latest
 * @param range with all its points: what is expected goes by all of them, whatever page is asked for
 */
record GapStatement(
        TimeRange range,
        QueryPlan plan,
        RawScope scope,
        Edges edges,
        long now,
        GapRule rule,
        @Nullable Position after,
        int maxRows) {

    /** Points beside the range, and where the range ends without one, as parallel arrays. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Edges(int[] groups, long[] times, boolean[] open) {

        /** Before when the last of them lies; where there is none, anything that may yet come to be counts. */
        long reach() {
            long last = Arrays.stream(times).max().orElse(0) + 1;
            return IntStream.range(0, open.length).anyMatch(i -> open[i]) ? TimeParser.MAX : last;
        }
    }

    QueryStatement of(Wanted wanted) {
        return new QueryStatement(sql(wanted), wanted, maxRows + 1, false);
    }

    private String sql(Wanted wanted) {
        return """
                %1$s,
                %2$s,
                point AS (
                    SELECT DISTINCT w.grp, t.time
                %3$s
                ),
                step AS MATERIALIZED (
                    SELECT grp, lag(time) OVER (PARTITION BY grp ORDER BY time, open) AS from_time, CASE WHEN open THEN least(time, %12$s) ELSE time END AS to_time, open
                    FROM (
                        SELECT grp, time, false AS open FROM point
                        UNION ALL
                        SELECT grp, time, open FROM unnest(%4$s) AS edge (grp, time, open)
                    ) AS known
                ),
                expected AS (
                    SELECT grp, %5$s AS step
                    FROM step
                    WHERE from_time IS NOT NULL AND NOT open
                    GROUP BY grp
                )
                SELECT %6$s, NULL AS grp, NULL AS from_time, NULL AS to_time, NULL AS expected, NULL AS open
                FROM guard
                UNION ALL
                SELECT %7$s, gap.*
                FROM (
                    SELECT s.grp, s.from_time, s.to_time, (EXTRACT(epoch FROM e.step) * 1000000)::bigint AS expected, s.open
                    FROM step AS s
                    LEFT JOIN expected AS x USING (grp)
                    CROSS JOIN LATERAL (SELECT %8$s AS step) AS e
                    WHERE s.to_time - s.from_time > e.step * %9$s::double precision AND s.to_time > %13$s%10$s
                    ORDER BY s.from_time, s.grp
                    LIMIT %11$d
                ) AS gap
                ORDER BY from_time NULLS FIRST, grp""".formatted(
                        Wanted.CTE,
                        ReadThrough.guard(
                                ReadThrough.floorsMoved(plan.floors()),
                                "false",
                                "NULL::timestamptz AS pending_from, NULL::timestamptz AS pending_to"),
                        scope.from(range, wanted).indent(4).stripTrailing(),
                        known(),
                        "percentile_disc(0.5) WITHIN GROUP (ORDER BY to_time - from_time)",
                        ReadThrough.SEEN,
                        ReadThrough.UNSEEN,
                        rule.expected() == null ? "x.step" : rule.expected() / Micros.SECOND + " * interval '1 second'",
                        1 + rule.tolerance(),
                        after == null ? "" : "\n        AND " + after.follows(false, "s.from_time", "s.grp", "''"),
                        maxRows,
                        SqlText.time(now),
                        SqlText.time(range.from()));
    }

    private String known() {
        return "%s::integer[], %s, %s::boolean[]"
                .formatted(
                        Arrays.stream(edges.groups())
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(",", "'{", "}'")),
                        SqlText.times(Arrays.stream(edges.times())),
                        Arrays.toString(edges.open())
                                .replace("[", "'{")
                                .replace("]", "}'")
                                .replace(" ", ""));
    }
}
