package io.varve.support;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts points into the log of batches, past the service: without invalidations, whatever the fence. */
public final class RawLog {

    private RawLog() {}

    /** @param time a time in PostgreSQL's own text form, with its offset */
    public static void append(JdbcClient jdbc, int series, String time, long source, double value) {
        jdbc.sql(
                        "INSERT INTO raw.batch (series_group, generation, first_time, last_time, series, times, sources, values)"
                                + " SELECT raw.series_group(s), 1, t, t, ARRAY[s], ARRAY[raw.micros_of(t)], ARRAY[o], ARRAY[v]"
                                + " FROM (SELECT ?::integer AS s, ?::timestamptz AS t, ?::bigint AS o, ?::float8 AS v) AS p")
                .params(series, time, source, value)
                .update();
    }

    /** Closes the writers' generation and settles everything that is in the log. */
    public static void settle(JdbcClient jdbc) {
        jdbc.sql("UPDATE rollup.fence SET generation = generation + 1, drained_generation = generation,"
                        + " drained_position = position WHERE layer_id = 0")
                .update();
        for (int shard = 0; shard < 4; shard++) {
            jdbc.sql("SELECT raw.settle(?, NULL, 1000000)")
                    .param(shard)
                    .query(Integer.class)
                    .single();
        }
    }

    /** Removes all points. */
    public static void clear(JdbcClient jdbc) {
        jdbc.sql("TRUNCATE raw.batch, raw.chunk").update();
    }
}
