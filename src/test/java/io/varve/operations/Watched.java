package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.rollup.RefreshCycle;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A service whose refreshes a test breaks and mends by triggers on the tiers' tables, and watches from outside. */
final class Watched implements AutoCloseable {

    final TestDatabase database;
    final JdbcClient jdbc;
    final RunningVarve varve;

    Watched(TestDatabase database, Instant now, String... properties) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.varve = RunningVarve.start(database, now, properties);
    }

    /** A refresh as of the clock's time, and a look at how all jobs stand. */
    void round() {
        varve.bean(RefreshCycle.class).run(now());
        look();
    }

    void look() {
        varve.bean(Monitor.class).look(now());
    }

    void tick(Duration duration) {
        varve.clock().tick(duration);
    }

    Instant now() {
        return varve.clock().instant();
    }

    void post(String series, Instant time, double value) {
        String body = "time,value\n%s,%s\n".formatted(time, value);
        assertThat(varve.post("/api/points?series=" + series, "text/csv", body).statusCode())
                .isEqualTo(200);
    }

    /** From now on no row can be written to the table where the condition on it holds. */
    void breaks(String table, String condition, String sqlState) {
        beforeInsert(
                table,
                condition,
                "RAISE EXCEPTION 'broken by the test' USING ERRCODE = '" + sqlState
                        + "', DETAIL = 'on purpose', HINT = 'mend it'");
    }

    /** From now on each row that is written to the table takes so many seconds. */
    void slows(String table, String seconds) {
        beforeInsert(table, "true", "PERFORM pg_sleep(" + seconds + "); RETURN NEW");
    }

    /** From now on a row of the table where the condition holds is not written before the gate is closed. */
    void holdsUp(String table, String condition, Session gate) {
        gate.run("SELECT pg_advisory_lock(42)");
        beforeInsert(table, condition, "PERFORM pg_advisory_xact_lock(42); RETURN NEW");
    }

    /** Until a run waits at what {@link #holdsUp holds it up}. */
    void awaitHeldUp() {
        await().until(() -> heldUp() == 1);
    }

    /** How many runs wait there. */
    long heldUp() {
        return number("SELECT count(*) FROM pg_locks WHERE NOT granted AND objid = 42");
    }

    private void beforeInsert(String table, String condition, String body) {
        jdbc.sql("CREATE FUNCTION public.breaks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body + "; END $$")
                .update();
        jdbc.sql("CREATE TRIGGER breaks BEFORE INSERT ON " + table + " FOR EACH ROW WHEN (" + condition
                        + ") EXECUTE FUNCTION public.breaks()")
                .update();
    }

    void mend() {
        jdbc.sql("DROP FUNCTION IF EXISTS public.breaks() CASCADE").update();
    }

    JsonNode monitor(String job, String tier) {
        for (JsonNode row :
                RunningVarve.json(varve.get("/api/operations/monitor")).path("results")) {
            if (row.path("job").asString().equals(job)
                    && row.path("tier").asString().equals(tier)) {
                return row;
            }
        }
        throw new AssertionError("no " + job + " " + tier);
    }

    String health(String job, String tier) {
        return monitor(job, tier).path("health").asString();
    }

    List<String> strings(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }

    long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    @Override
    public void close() {
        varve.close();
        mend();
    }
}
