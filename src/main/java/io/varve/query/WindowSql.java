package io.varve.query;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts what is read into the pieces of windows, each piece together once, and windows together from pieces. Where
 * windows have many pieces, runs of these are merged first, so that a window of n pieces is made of some 3 sqrt(n). What
 * only all points together tell is made of the points of each window.
 */
record WindowSql(Windows windows) implements Placement {

    /** Of which pieces each window is made. */
    private static final String EACH =
            "        SELECT time, 0 AS level, generate_series(low, high) AS number FROM tick";

    private static final String CUTS = "(SELECT cuts FROM grid)";

    @Override
    public String before() {
        return """
                ,
                grid AS MATERIALIZED (SELECT %s AS cuts),
                tick AS MATERIALIZED (
                    SELECT u.time, width_bucket(u.since, g.cuts) AS low, width_bucket(u.time, g.cuts) AS high
                    FROM grid AS g
                    CROSS JOIN unnest(%s, %s) AS u (time, since)
                )""".formatted(
                        SqlText.times(Arrays.stream(windows.cuts())),
                        SqlText.times(Arrays.stream(windows.ends())),
                        SqlText.times(Arrays.stream(windows.starts())));
    }

    @Override
    public String ofRaw(String time) {
        return "width_bucket(%s, %s)".formatted(time, CUTS);
    }

    /** One that is wider than a piece belongs to that which has most of it: cuts are a microsecond after buckets begin. */
    @Override
    public String ofTier(String start) {
        return "greatest(1, %s)".formatted(ofRaw(start + " + interval '1 microsecond'"));
    }

    @Override
    public String after(List<FoldedColumn> columns, String keys) {
        boolean merges = columns.stream().allMatch(column -> column.combined() != null);
        boolean blocked = merges && windows.block() > 1;
        String labels = columns.stream().map(FoldedColumn::label).collect(Collectors.joining(", "));
        String combined = columns.stream().map(FoldedColumn::combined).collect(Collectors.joining(", "));
        return """
                ,
                piece AS %1$s(
                    SELECT 0 AS level, bucket AS number, %2$s, %3$s
                    FROM part
                    WHERE NOT (SELECT replan FROM guard)%4$s
                )%5$s,
                covered AS (
                    SELECT c.time AS bucket, %2$s, %6$s
                    FROM (
                %7$s
                    ) AS c
                    JOIN %8$s USING (level, number)
                )""".formatted(
                        merges ? "MATERIALIZED " : "",
                        keys,
                        merges ? combined : labels,
                        merges ? "\n    GROUP BY bucket, " + keys : "",
                        blocked ? blocks(combined, keys) : "",
                        labels,
                        blocked ? inBlocks() : EACH,
                        blocked ? "node" : "piece");
    }

    @Override
    public String folded() {
        return "covered\n    WHERE true";
    }

    private String blocks(String combined, String keys) {
        return """
                ,
                node AS MATERIALIZED (
                    SELECT * FROM piece
                    UNION ALL
                    SELECT 1, number / %1$d, %2$s, %3$s FROM piece GROUP BY number / %1$d, %2$s
                )""".formatted(windows.block(), keys, combined);
    }

    /** Which pieces and blocks each window is made of. */
    private String inBlocks() {
        return """
                        SELECT time, 0 AS level,
                            generate_series(low, CASE WHEN full_from < full_to THEN full_from * %1$d - 1 ELSE high END) AS number
                        FROM (%2$s) AS t
                        UNION ALL
                        SELECT time, 1, generate_series(full_from, full_to - 1) FROM (%2$s) AS t
                        UNION ALL
                        SELECT time, 0, generate_series(full_to * %1$d, high) FROM (%2$s) AS t WHERE full_from < full_to""".formatted(
                        windows.block(),
                        "SELECT *, (low + %1$d - 1) / %1$d AS full_from, (high + 1) / %1$d AS full_to FROM tick"
                                .formatted(windows.block()));
    }
}
