package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RawLog;
import io.varve.support.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of the log that are folded as they are, because no point of their group comes twice, against points one by one. */
@ExtendWith(DatabaseExtension.class)
class PlainRowsIT {

    private static final String FROM = "timestamptz ''2025-01-06 00:00:00+00''";
    private static final String TO = "timestamptz ''2025-01-06 03:00:00+00''";
    private static final String RANGE = "'" + FROM + "', '" + TO + "'";
    /** Sums of quarters are exact in any order; second moments are not. */
    private static final String PARTIALS =
            "series_id, bucket, point_count, value_sum, round(value_m2::numeric, 6), value_min, value_max,"
                    + " first_time, first_source, first_value, last_time, last_source, last_value";

    private final JdbcClient jdbc;

    PlainRowsIT(TestDatabase database) {
        jdbc = database.jdbc();
    }

    @BeforeEach
    void nothing() {
        jdbc.sql("SELECT ops.ensure_partitions(ARRAY[timestamptz '2025-01-06'])")
                .query(Integer.class)
                .single();
        RawLog.clear(jdbc);
    }

    @Test
    void rows_of_a_request_may_share_a_series_and_its_next_request_the_times_between() {
        row("1@0 1@10 2@0 2@10 3@0");
        row("3@10 4@0 4@10");
        row("1@20 1@30 2@20 2@30 3@20");
        row("3@30 4@20 4@30");
        isPlain(true);
    }

    @Test
    void different_series_may_have_the_same_time() {
        row("1@10 2@10");
        row("3@10 4@10");
        isPlain(true);
    }

    @Test
    void a_key_that_ends_one_row_and_begins_another_comes_twice() {
        row("1@0 1@10 2@0");
        row("2@0 2@10");
        isPlain(false);
    }

    @Test
    void a_row_may_collide_with_a_longer_one_than_the_one_before_it() {
        row("1@0 9@500 20@0");
        row("2@0 3@0");
        row("9@500 9@510");
        isPlain(false);
    }

    @Test
    void a_row_may_collide_with_one_that_began_long_before_the_one_before_it() {
        row("1@0 1@500 1@900");
        row("2@10 2@20");
        row("1@500 1@510");
        isPlain(false);
    }

    @Test
    void the_same_again_comes_twice() {
        row("1@0 1@10");
        row("1@0 1@10");
        isPlain(false);
    }

    @Test
    void a_deleted_point_does_not_count() {
        row("1@0 1@10");
        row("1@20=null 1@30");
        isPlain(false);
    }

    @Test
    void points_with_a_source_are_told_apart_point_by_point() {
        row("1@0 1@10");
        jdbc.sql("UPDATE raw.batch SET sources = ARRAY[7, 7]").update();
        isPlain(false);
    }

    @Test
    void a_chunk_of_the_group_may_have_the_same_point() {
        row("1@0 1@10");
        RawLog.settle(jdbc);
        row("1@10 1@20");
        isPlain(false);
        RawLog.clear(jdbc);
        row("1@0 1@10");
        RawLog.settle(jdbc);
        row("100@10 100@20");
        isPlain(true, 1);
    }

    /** Ticks of some series, cut into rows as the service cuts them; now and then a tick is sent again or is late. */
    @Test
    void whatever_is_sent_folds_as_its_points_do() {
        int plain = 0;
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            RawLog.clear(jdbc);
            int tick = random.nextInt(100);
            for (int request = 0; request < 12; request++) {
                int ticks = 1 + random.nextInt(20);
                int series = 1 + random.nextInt(100);
                send(random, series, series + 1 + random.nextInt(40), tick, ticks);
                tick += ticks - (random.nextInt(seed % 20 + 12) == 0 ? 1 : 0);
            }
            if (seed % 3 == 0) {
                RawLog.settle(jdbc);
                send(random, 1, 20, tick + random.nextInt(3) - 1, 10);
            }
            plain += foldsAsPointsDo();
        }
        assertThat(plain).isBetween(20, 70);
    }

    private void send(Random random, int fromSeries, int toSeries, int tick, int ticks) {
        TreeMap<Integer, List<String>> groups = new TreeMap<>();
        for (int series = fromSeries; series < toSeries; series++) {
            for (int i = tick; i < tick + ticks; i++) {
                groups.computeIfAbsent(series >> 6, group -> new ArrayList<>())
                        .add("%d@%d=%s".formatted(series, 20 * i, random.nextInt(400) / 4.0));
            }
        }
        List<String> rows = new ArrayList<>();
        for (List<String> points : groups.values()) {
            for (int from = 0; from < points.size(); from += 9) {
                rows.add(String.join(" ", points.subList(from, Math.min(from + 9, points.size()))));
            }
        }
        rows(rows);
    }

    /**
     * Appends a row with points like 3@20=0.5, of series 3, 20 seconds after the start; each with another value if it is
     * left out.
     */
    private void row(String points) {
        rows(List.of(points));
    }

    private void rows(List<String> rows) {
        jdbc.sql("INSERT INTO raw.batch (series_group, generation, first_time, last_time, series, times, values)"
                        + " SELECT min(raw.series_group(p.series)), 1, min(t.time), max(t.time), array_agg(p.series ORDER BY n),"
                        + " array_agg(raw.micros_of(t.time) ORDER BY n), array_agg(p.value ORDER BY n)"
                        + " FROM (SELECT r, n, split_part(w, '@', 1)::integer AS series,"
                        + "   split_part(split_part(w, '@', 2), '=', 1)::integer AS second,"
                        + "   CASE WHEN w LIKE '%=null' THEN NULL WHEN w LIKE '%=%' THEN split_part(w, '=', 2)::float8"
                        + "     ELSE nextval('raw.batch_batch_id_seq') / 65536 + n END AS value"
                        + "  FROM unnest(string_to_array(?, ';')) WITH ORDINALITY AS row (points, r),"
                        + "   unnest(string_to_array(row.points, ' ')) WITH ORDINALITY AS u (w, n)) AS p"
                        + " CROSS JOIN LATERAL (SELECT timestamptz '2025-01-06 00:00:00+00' + p.second * interval '1 second' AS time) AS t"
                        + " GROUP BY r ORDER BY r")
                .param(String.join(";", rows))
                .update();
    }

    private void isPlain(boolean plain) {
        isPlain(plain, 0);
    }

    private void isPlain(boolean plain, int group) {
        assertThat(text("SELECT format('SELECT %s IN (%s)', " + group + ", raw.plain_groups_sql(" + RANGE + "))"))
                .satisfies(sql ->
                        assertThat(jdbc.sql(sql).query(Boolean.class).single()).isEqualTo(plain));
        foldsAsPointsDo();
    }

    /** Returns how many groups were folded as they are. */
    private int foldsAsPointsDo() {
        String points = text("SELECT rollup.fold_points_sql('1 minute', '(SELECT * FROM raw.point WHERE time >= ' || '"
                + FROM + "' || ' AND time < ' || '" + TO + "' || ') AS s')");
        sameRows(text("SELECT rollup.fold_raw_sql('1 minute', NULL, " + RANGE + ", NULL)"), points);

        jdbc.sql("DROP TABLE IF EXISTS frames").update();
        jdbc.sql("CREATE TABLE frames (LIKE bronze.frame_1m)").update();
        jdbc.sql("INSERT INTO frames " + text("SELECT rollup.fold_raw_sql('1 minute', '1 hour', " + RANGE + ", now())"))
                .update();
        sameRows(text("SELECT rollup.decode_frames_sql('1 minute', 'FROM frames AS f', NULL, NULL)"), points);
        return jdbc.sql("SELECT count(*) FROM (" + text("SELECT raw.plain_groups_sql(" + RANGE + ")") + ") AS g")
                .query(Integer.class)
                .single();
    }

    private String text(String sql) {
        return jdbc.sql(sql).query(String.class).single();
    }

    private void sameRows(String found, String expected) {
        String some = "SELECT " + PARTIALS + " FROM (%s) AS p";
        assertThat(jdbc.sql(
                                "WITH f AS (" + some.formatted(found) + "), e AS (" + some.formatted(expected) + ")"
                                        + " SELECT d::text FROM ((TABLE f EXCEPT ALL TABLE e) UNION ALL (TABLE e EXCEPT ALL TABLE f)) AS d")
                        .query(String.class)
                        .list())
                .isEmpty();
    }
}
