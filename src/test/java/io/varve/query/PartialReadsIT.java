package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RawLog;
import io.varve.support.TestDatabase;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Parts of chunks and of frames, cut out before they are unpacked, against whole ones, compared by time. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartialReadsIT {

    private static final String START = "timestamptz '2025-01-06 00:00:00+00'";
    private static final String END = "timestamptz '2025-01-06 03:00:00+00'";

    private final JdbcClient jdbc;
    private final Random random = new Random(20261121);

    PartialReadsIT(TestDatabase database) {
        jdbc = database.jdbc();
    }

    /** Three hours of series without gaps, at whole seconds, between seconds, with keys, and with hours of few buckets. */
    @BeforeAll
    void points() {
        jdbc.sql("SELECT ops.ensure_partitions(ARRAY[" + START + "])")
                .query(Integer.class)
                .single();
        append(1, 1080, "n * 10 - 10", "0");
        append(2, 400, "floor(random() * 10800)", "0");
        append(3, 400, "random() * 10799", "0");
        append(4, 300, "floor(random() * 100) * 100", "n");
        append(5, 4, "n * 1800 + 600.000001", "0");
        RawLog.settle(jdbc);
        for (int tier = 1; tier <= 2; tier++) {
            jdbc.sql("UPDATE rollup.watermark SET position = " + START + " WHERE tier_id = " + tier)
                    .update();
            jdbc.sql("UPDATE rollup.fence SET position = " + END + " + interval '1 day', drained_position = " + END
                            + " + interval '1 day' WHERE layer_id = " + (tier - 1))
                    .update();
            jdbc.sql("SELECT count(*) FROM rollup.refresh_forward(" + tier + ", now())")
                    .query(Integer.class)
                    .single();
        }
    }

    private void append(int series, int points, String second, String source) {
        jdbc.sql(
                        "INSERT INTO raw.batch (series_group, generation, first_time, last_time, series, times, sources, values)"
                                + " SELECT 0, 1, min(t), max(t), array_agg(" + series
                                + "), array_agg(raw.micros_of(t)), array_agg(s),"
                                + " array_agg(v) FROM (SELECT DISTINCT ON (t, s) " + START + " + (" + second
                                + ") * interval '1 second' AS t, " + source + "::bigint AS s, random() AS v"
                                + " FROM generate_series(1, " + points + ") AS n) AS p")
                .update();
    }

    @Test
    void points_of_any_range_are_those_of_the_whole() {
        for (int attempt = 0; attempt < 60; attempt++) {
            String from = atOrNearAPoint();
            String to =
                    attempt % 4 == 0 ? atOrNearAPoint() : from + " + interval '" + random.nextInt(4000) + " second'";
            sameRows(
                    "SELECT * FROM raw.points(ARRAY[1, 2, 3, 4, 5], " + from + ", " + to + ")",
                    "SELECT series_id, time, source, value FROM raw.point WHERE time >= " + from + " AND time < " + to);
        }
    }

    @Test
    void buckets_of_any_range_are_those_of_the_whole() {
        for (int tier = 1; tier <= 2; tier++) {
            int minutes = tier == 1 ? 1 : 5;
            assertThat(count("SELECT count(*) FROM " + (tier == 1 ? "bronze.frame_1m" : "silver.frame_5m")))
                    .isGreaterThan(4);
            for (int attempt = 0; attempt < 40; attempt++) {
                String from = START + " + interval '" + minutes * random.nextInt(180 / minutes) + " minute'";
                String to = from + " + interval '" + minutes * random.nextInt(100 / minutes) + " minute'";
                sameRows(
                        "SELECT * FROM " + layer(tier, from, to) + " AS l",
                        "SELECT * FROM " + layer(tier, START, END) + " AS l WHERE bucket >= " + from + " AND bucket < "
                                + to);
            }
        }
    }

    private String layer(int tier, String from, String to) {
        return jdbc.sql("SELECT rollup.layer_sql(?, 'ARRAY[1, 2, 3, 4, 5]', ?, ?, ?, ?)")
                .params(tier, from, to, from, to)
                .query(String.class)
                .single();
    }

    private String atOrNearAPoint() {
        return jdbc.sql("SELECT format('timestamptz %L', time + (?) * interval '1 microsecond')"
                        + " FROM raw.point ORDER BY series_id, time, source OFFSET ? LIMIT 1")
                .params(random.nextInt(3) - 1, random.nextInt(2000))
                .query(String.class)
                .single();
    }

    private void sameRows(String part, String whole) {
        assertThat(count("SELECT count(*) FROM ((" + part + ") EXCEPT ALL (" + whole + ")) AS more"))
                .as(part)
                .isZero();
        assertThat(count("SELECT count(*) FROM ((" + whole + ") EXCEPT ALL (" + part + ")) AS less"))
                .as(part)
                .isZero();
    }

    private int count(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }
}
