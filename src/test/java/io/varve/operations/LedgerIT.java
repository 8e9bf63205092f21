package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What the monitor and the meters say of runs that others do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");

    private final TestDatabase database = TestDatabase.create();
    private final Watched watched = new Watched(database, NOW);

    @AfterAll
    void close() {
        watched.close();
        database.close();
    }

    @BeforeEach
    void forget() {
        watched.jdbc.sql("DELETE FROM ops.run").update();
    }

    @Test
    void agg18_the_monitor_has_the_moving_average_of_durations() {
        run("settle", "raw", 10);
        assertThat(average()).as("the first one is all there is").isCloseTo(10, within(1e-9));
        run("settle", "raw", 20);
        assertThat(average()).isCloseTo(0.7 * 10 + 0.3 * 20, within(1e-9));
        run("settle", "raw", 0);
        assertThat(average()).isCloseTo(0.7 * 13, within(1e-9));
        run("retention", "raw", 100);
        assertThat(average()).as("each job has its own").isCloseTo(9.1, within(1e-9));
    }

    @Test
    void ops4_the_monitor_says_who_is_at_it_since_when_and_when_it_was_last_seen() {
        begin("backfill", "all", "elsewhere");
        JsonNode unseen = watched.monitor("backfill", "all");
        assertThat(unseen.path("instance").asString()).isEqualTo("elsewhere");
        assertThat(unseen.path("running_since").asString())
                .isEqualTo(watched.now().toString());
        assertThat(unseen.path("instance_seen_at").isNull()).isTrue();
        Instant begun = watched.now();
        watched.tick(Duration.ofSeconds(90));
        watched.jdbc
                .sql("SELECT ops.beat('elsewhere', ?::timestamptz, '2 minutes')")
                .param(watched.now().toString())
                .query(row -> {});
        JsonNode seen = watched.monitor("backfill", "all");
        assertThat(seen.path("running_since").asString()).isEqualTo(begun.toString());
        assertThat(seen.path("instance_seen_at").asString())
                .isEqualTo(watched.now().toString());
        assertThat(watched.monitor("maintain", "all").path("instance_seen_at").isNull())
                .isTrue();
    }

    @Test
    void ops23_runs_are_counted_by_how_long_they_took() {
        Ledger ledger = watched.varve.bean(Ledger.class);
        Job job = Job.ofAll("maintain");
        ledger.record(job, run -> run.begin());
        ledger.record(job, run -> "nothing to do");
        assertThatThrownBy(() -> ledger.record(job, run -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        Timer succeeded = timer("succeeded");
        assertThat(succeeded.count()).isEqualTo(1);
        assertThat(Arrays.stream(succeeded.takeSnapshot().histogramCounts()).mapToDouble(bucket -> bucket.count()))
                .as("within 100 ms to within an hour, cumulated")
                .hasSize(7)
                .endsWith(1.0, 1.0, 1.0);
        assertThat(timer("failed").count()).isEqualTo(1);
        assertThat(watched.varve.get("/actuator/prometheus").body())
                .contains(
                        "varve_job_run_seconds_bucket{kind=\"maintain\",outcome=\"succeeded\",tier=\"all\",le=\"3600.0\"} 1");
    }

    private Timer timer(String outcome) {
        return watched.varve
                .bean(MeterRegistry.class)
                .get("varve.job.run")
                .tags("kind", "maintain", "outcome", outcome)
                .timer();
    }

    private double average() {
        return watched.monitor("settle", "raw").path("average_seconds").asDouble();
    }

    private long begin(String job, String tier, String instance) {
        return watched.jdbc
                .sql("SELECT ops.begin_run(?, ?, ?, ?::timestamptz)")
                .params(job, tier, instance, watched.now().toString())
                .query(Long.class)
                .single();
    }

    private void run(String job, String tier, int seconds) {
        long run = begin(job, tier, "elsewhere");
        watched.tick(Duration.ofSeconds(seconds));
        watched.jdbc
                .sql("SELECT ops.end_run(?, ?::timestamptz, NULL, NULL, 0, 0)")
                .params(run, watched.now().toString())
                .query(row -> {});
    }
}
