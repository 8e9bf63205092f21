package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What maintenance finds, and whose turn it is, asked in psql. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FindingsIT {

    /** What sessions count reaches others within a second, or ten if they go on. */
    private static final Duration STATISTICS = Duration.ofSeconds(30);

    private final JdbcClient jdbc;

    FindingsIT(TestDatabase database) {
        jdbc = database.jdbc();
    }

    @Test
    void an_index_that_is_large_and_never_used_is_found_and_no_other() {
        jdbc.sql("CREATE TABLE ops.big (n integer PRIMARY KEY, text text, half boolean)")
                .update();
        jdbc.sql("INSERT INTO ops.big SELECT n, repeat(md5(n::text), 8), n % 2 = 0 FROM generate_series(1, 60000) AS n")
                .update();
        jdbc.sql("CREATE INDEX big_text_idx ON ops.big (text)").update();
        jdbc.sql("CREATE UNIQUE INDEX big_unique_idx ON ops.big (text)").update();
        jdbc.sql("CREATE INDEX big_half_idx ON ops.big (half)").update();
        assertThat(found("index"))
                .singleElement()
                .asString()
                .matches("ops\\.big_text_idx 1[6-9][0-9]{6} never used; bytes on table big");
        jdbc.sql("DROP INDEX ops.big_unique_idx").update();
        jdbc.sql("ANALYZE ops.big").update();
        jdbc.sql("SELECT count(*) FROM ops.big WHERE text = 'x'")
                .query(Long.class)
                .single();
        await("use")
                .atMost(STATISTICS)
                .untilAsserted(() -> assertThat(found("index")).isEmpty());
        jdbc.sql("DROP TABLE ops.big").update();
    }

    @Test
    void a_table_of_which_a_fifth_is_dead_is_found_and_no_other() {
        for (String table : List.of("dead", "alive", "small")) {
            jdbc.sql("CREATE TABLE ops." + table
                            + " WITH (autovacuum_enabled = false) AS SELECT n FROM generate_series(1, "
                            + (table.equals("small") ? 9000 : 20000) + ") AS n")
                    .update();
            jdbc.sql("ANALYZE ops." + table).update();
        }
        jdbc.sql("DELETE FROM ops.dead WHERE n <= 6000").update();
        jdbc.sql("DELETE FROM ops.alive WHERE n <= 4000").update();
        jdbc.sql("DELETE FROM ops.small WHERE n <= 6000").update();
        await("dead rows")
                .atMost(STATISTICS)
                .untilAsserted(
                        () -> assertThat(jdbc.sql("SELECT count(*) FROM ops.table_stats() WHERE dead_rows >= 4000")
                                        .query(Long.class)
                                        .single())
                                .isEqualTo(3));
        assertThat(found("dead rows")).containsExactly("ops.dead 6000 23 % of its rows; vacuumed never");
        jdbc.sql("DROP TABLE ops.dead, ops.alive, ops.small").update();
    }

    @Test
    void maintenance_is_due_an_interval_after_the_last_and_when_the_clock_went_back() {
        assertThat(List.of(
                        isDue("2025-06-10 12:00Z"),
                        isDue("2025-06-11 11:59Z"),
                        isDue("2025-06-11 12:00Z"),
                        isDue("2025-06-11 12:00Z"),
                        isDue("2025-06-09 00:00Z"),
                        isDue("2025-06-09 00:01Z")))
                .containsExactly(true, false, true, false, true, false);
    }

    @Test
    void maintenance_from_psql_drops_what_is_below_a_floor_and_analyzes_what_has_changed() {
        jdbc.sql("SELECT ops.ensure_partitions(ARRAY['2024-01-10Z', '2025-06-10Z']::timestamptz[])")
                .query(row -> {});
        jdbc.sql(
                        "INSERT INTO raw.chunk (series_id, hour, point_count, first_time, last_time)"
                                + " SELECT s, '2025-06-10Z', 1, '2025-06-10Z', '2025-06-10Z' FROM generate_series(1, 12000) AS s")
                .update();
        jdbc.sql("UPDATE rollup.floor SET position = '2025-01-01Z', generation = generation + 1 WHERE layer_id = 0")
                .update();
        await("statistics")
                .atMost(STATISTICS)
                .until(() -> jdbc.sql(
                                        "SELECT count(*) FROM ops.relations_to_analyze('2025-06-10 12:00Z', 10000, 0.1, '1 day')")
                                .query(Long.class)
                                .single()
                        > 0);
        List<String> done = jdbc.sql(
                        "SELECT concat_ws(' ', action, object, amount, detail) FROM ops.maintain('2025-06-10 12:00Z')")
                .query(String.class)
                .list();
        assertThat(done)
                .anyMatch(action ->
                        action.matches("retention raw\\.chunk_p20240101 1 partition dropped, below the floor"))
                .anyMatch(action -> action.matches("analyze raw\\.chunk_p2025[0-9]{4} 12000 rows"));
        assertThat(jdbc.sql(
                                "SELECT count(*) FROM ops.partition WHERE table_name = 'chunk' AND to_time <= '2025-01-01Z'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private List<String> found(String action) {
        return jdbc.sql("SELECT concat_ws(' ', object, amount, detail) FROM ops.finding WHERE action = ?")
                .param(action)
                .query(String.class)
                .list();
    }

    private boolean isDue(String time) {
        return jdbc.sql("SELECT ops.claim_maintenance(?::timestamptz, '1 day')")
                .param(time)
                .query(Boolean.class)
                .single();
    }
}
