package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.varve.support.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much procedures take at once, with the service off, follows how long it took and who else is at work (D6, D24). */
class SqlWindowsIT {

    private static final String COUNT = "SELECT count(*) FROM generate_series(1, 1000000000)";
    private static final int DAYS = 60;

    private final FloorHistory history = new FloorHistory();
    private final CustomHistory rollups = new CustomHistory(history);
    private Instant now = Instant.parse("2024-01-01T00:00:00Z");

    @BeforeEach
    void rollup() {
        rollups.series(1, "a");
        rollups.create("days", "1h", "1 day", "{k}", now);
    }

    @AfterEach
    void close() {
        history.close();
    }

    @ParameterizedTest
    @CsvSource({"1d, platinum.rollup_1d", "days, custom.rollup_1"})
    void steps_come_to_take_as_long_as_they_should_both_ways(String tier, String table) {
        takes(table, 0.01);
        for (int call = 0; call < 3; call++) {
            points();
            refresh();
        }
        assertThat(typical(table))
                .as("rows of 10 ms in 100 ms, %s", decisions(tier))
                .isBetween(3L, 13L);
        double slow = window(tier, "forward");
        assertThat(slow).isBetween(1.0 / 4096, 0.1);
        assertThat(decisions(tier))
                .first()
                .asString()
                .matches("forward window is 0\\.[0-9]+, was 1\\.00: a step wrote 60 rows in .* s of 0\\.100 s");

        takes(table, 0.004);
        for (int call = 0; call < 2; call++) {
            points();
            refresh();
        }
        assertThat(typical(table))
                .as("rows of 4 ms in 100 ms, %s", decisions(tier))
                .isBetween(10L, 31L);
        assertThat(window(tier, "forward")).isGreaterThan(1.5 * slow);
        assertRight();
    }

    @ParameterizedTest
    @CsvSource({"1d, platinum.rollup_1d", "days, custom.rollup_1"})
    void batches_of_the_log_do_so_too_and_go_with_their_rollup(String tier, String table) {
        points();
        refresh();
        takes(table, 0.01);
        for (int call = 0; call < 3; call++) {
            late(call);
        }
        assertThat(typical(table))
                .as("entries of 10 ms in 100 ms, %s", decisions(tier))
                .isBetween(3L, 13L);
        double slow = window(tier, "batch");
        assertThat(slow).isBetween(1.0 / 4096, 0.1);
        assertThat(decisions(tier))
                .filteredOn(decision -> decision.startsWith("batch"))
                .first()
                .asString()
                .matches("batch window is 0\\.[0-9]+, was 1\\.00: 20 entries were recomputed in .* s of 0\\.100 s");

        takes(table, 0.004);
        late(3);
        assertThat(window(tier, "batch")).isGreaterThan(1.5 * slow);
        assertRight();
        history.one(String.class, "SELECT rollup.drop_rollup('days')::text");
        assertThat(strings("SELECT tier FROM rollup.refresh_window WHERE tier = 'days'"))
                .isEmpty();
    }

    @Test
    void sessions_at_work_halve_the_windows_while_they_are_and_scheduled_work_does_not_count() {
        points();
        history.execute("CREATE FUNCTION public.waits() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NEW; END'");
        history.execute("CREATE TRIGGER waits BEFORE INSERT ON gold.rollup_1h FOR EACH STATEMENT"
                + " EXECUTE FUNCTION public.waits()");
        try (Session job = Session.open(history.database);
                Session busy = Session.open(history.database);
                Session gate = Session.open(history.database);
                Session psql = Session.open(history.database)) {
            job.start(String.class, "SELECT result FROM ops.attempt('" + COUNT + "')");
            await().until(() ->
                    number("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%attempt%'"
                                    + " AND pid <> pg_backend_pid() AND datname = current_database()")
                            == 1);
            assertThat(number("SELECT ops.busy_sessions()")).isZero();
            busy.start(Long.class, COUNT);
            await().until(() -> number("SELECT ops.busy_sessions()") == 1);

            gate.run("SELECT pg_advisory_lock(42)");
            CompletableFuture<Void> call = CompletableFuture.runAsync(
                    () -> psql.run("CALL rollup.refresh_all('" + now + "', p_busy_sessions => 1)"));
            await().until(
                            () -> strings(
                                    "SELECT unnest(decisions) FROM ops.run WHERE outcome = 'running' AND tier = '1h'"),
                            List.of("windows are halved: 1 sessions are at work, 1 are many")::equals);
            gate.run("SELECT pg_advisory_unlock(42)");
            call.join();
            assertThat(strings("SELECT DISTINCT concat_ws(' ', share, batch) FROM rollup.refresh_window"
                            + " WHERE tier IN ('1h', 'days')"))
                    .containsExactly("0.5 0.5");
            history.one(Boolean.class, "SELECT pg_cancel_backend(?)", busy.pid());
            await().until(() -> number("SELECT ops.busy_sessions()") == 0);
            points();
            history.execute("CALL rollup.refresh_all('" + now + "', p_busy_sessions => 1)");
            assertThat(strings("SELECT DISTINCT concat_ws(' ', share, batch) FROM rollup.refresh_window"
                            + " WHERE tier IN ('1h', 'days')"))
                    .containsExactly("1 1");
            history.one(Boolean.class, "SELECT pg_cancel_backend(?)", job.pid());
        }
        assertThat(decisions("days"))
                .contains("windows are whole again: 0 sessions are at work, 1 are many")
                .doesNotHaveDuplicates();
        assertRight();
    }

    @ParameterizedTest
    @CsvSource({
        "CALL rollup.refresh('1h'; p_target => '9 milliseconds'), 'p_target is from 10 milliseconds to 1 hour'",
        "CALL rollup.refresh_all(p_target => '61 minutes'), 'p_target is from 10 milliseconds to 1 hour'",
        "CALL rollup.refresh_rollups(p_busy_sessions => -1), 'p_busy_sessions is from 0, for never, to 10000'",
        "CALL rollup.refresh_rollups(p_busy_sessions => NULL), 'p_busy_sessions is from 0, for never, to 10000'",
        "SELECT FROM rollup.refresh_rollup('days'; p_target => NULL), 'p_target is from 10 milliseconds to 1 hour'"
    })
    void another_pace_is_refused_before_anything_is_done(String call, String message) {
        assertThatThrownBy(() -> history.execute(call.replace(';', ',')))
                .hasMessageContaining(message)
                .hasMessageContaining("[VA035]");
        assertThat(number("SELECT count(*) FROM ops.run")).isZero();
    }

    /** Time goes on by sixty days, in which two points a day came. */
    private void points() {
        for (int half = 0; half < DAYS * 2; half++) {
            history.write(1, now.plus(Duration.ofHours(12L * half)), 0, half, now);
        }
        now = now.plus(Duration.ofDays(DAYS));
    }

    /** A point more on every third of the sixty days before, so that no two entries of the log become one. */
    private void late(int hour) {
        for (int day = 0; day < DAYS; day += 3) {
            Instant time = now.minus(Duration.ofDays(DAYS - day)).plus(Duration.ofHours(1L + hour));
            history.write(1, time, 0, day, now.minusSeconds(600));
        }
        refresh();
    }

    private void refresh() {
        history.execute("CALL rollup.refresh_all('" + now
                + "', p_delay => '0', p_target => '100 milliseconds', p_busy_sessions => 0)");
    }

    /** From now on each row that is written to the table takes so many seconds. */
    private void takes(String table, double seconds) {
        history.execute("CREATE OR REPLACE FUNCTION public.takes() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_sleep(" + seconds + "); RETURN NEW; END'");
        history.execute("CREATE OR REPLACE TRIGGER takes BEFORE INSERT ON " + table
                + " FOR EACH ROW EXECUTE FUNCTION public.takes()");
    }

    /** How many rows that were written last were written at once: the median of all transactions. */
    private long typical(String table) {
        return number("SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY n) FROM (SELECT count(*) AS n FROM " + table
                + " WHERE updated_at = (SELECT max(updated_at) FROM " + table + ") GROUP BY xmin) AS s");
    }

    private double window(String tier, String window) {
        return history.one(Double.class, "SELECT rollup.kept_window(?, ?)", tier, window);
    }

    private List<String> decisions(String tier) {
        return strings("SELECT unnest(decisions) FROM ops.run WHERE tier = '" + tier
                + "' AND instance LIKE 'psql %' ORDER BY run_id");
    }

    private void assertRight() {
        assertThat(history.check()).isPositive();
        assertThat(rollups.check("days")).isPositive();
    }

    private long number(String sql) {
        return history.one(Long.class, sql);
    }

    private List<String> strings(String sql) {
        return history.database.jdbc().sql(sql).query(String.class).list();
    }
}
