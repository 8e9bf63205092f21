package io.varve.retention;

import static io.varve.retention.Retained.NOW;
import static io.varve.retention.Retained.tier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.varve.operations.Ledger;
import io.varve.partition.Partitions;
import io.varve.profile.ProfileCycle;
import io.varve.settle.SettleCycle;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Retention runs over HTTP against what they leave in the tables. */
class RetentionRunIT {

    private static final Duration HOUR = Duration.ofHours(1);

    private static List<String> names(JsonNode partitions) {
        return partitions.valueStream().map(each -> each.get("name").asString()).toList();
    }

    private static JsonNode policy(JsonNode tier, String name) {
        return tier.get("policies")
                .valueStream()
                .filter(each -> each.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void without_policies_a_run_removes_nothing() {
        try (Retained service = Retained.start()) {
            service.post("room.temperature", Duration.ofDays(40), Duration.ofHours(6));
            long points = service.refresh().count("raw.point");
            JsonNode report = service.run();
            assertThat(report.get("complete").asBoolean()).isTrue();
            assertThat(report.get("tiers")).hasSize(8).allSatisfy(tier -> {
                assertThat(tier.get("cutoff").isNull()).isTrue();
                assertThat(tier.get("reached_floor").isNull()).isTrue();
            });
            assertThat(service.count("raw.point")).isEqualTo(points);
        }
    }

    @Test
    void ret7_rows_below_the_cutoff_go_and_those_at_it_stay() {
        try (Retained service = Retained.start()) {
            service.post("room.temperature", Duration.ofDays(40), HOUR);
            service.post("debug.noise", Duration.ofDays(40), HOUR);
            service.refresh();
            service.keep("debug", "raw", "10d", "debug\\..*");
            JsonNode raw = tier(service.run(), "raw");

            Instant cutoff = NOW.minus(Duration.ofDays(10));
            assertThat(policy(raw, "debug").get("reached_floor").asString()).isEqualTo(cutoff.toString());
            assertThat(raw.get("deleted_rows").asLong()).isEqualTo(30 * 24);
            assertThat(service.count("raw.series_point WHERE series = 'debug.noise' AND time < '" + cutoff + "'"))
                    .isZero();
            assertThat(service.count("raw.series_point WHERE series = 'debug.noise'"))
                    .isEqualTo(10 * 24);
            assertThat(service.count("raw.series_point WHERE series = 'debug.noise' AND time = '" + cutoff + "'"))
                    .isOne();
            assertThat(service.count("raw.series_point WHERE series = 'room.temperature'"))
                    .isEqualTo(40 * 24);
            assertThat(tier(service.run(), "raw").get("deleted_rows").asLong()).isZero();
        }
    }

    @Test
    void ret1_a_policy_of_raw_touches_no_tier_and_no_series_whose_name_only_begins_alike() {
        try (Retained service = Retained.start()) {
            service.post("debug", Duration.ofDays(40), HOUR);
            service.post("debugger", Duration.ofDays(40), HOUR);
            service.refresh();
            List<String> before = checksums(service, NOW.minus(Duration.ofDays(60)));
            service.keep("debug", "raw", "1d", "debug");
            service.run();
            assertThat(service.count("raw.series_point WHERE series = 'debug'")).isEqualTo(24);
            assertThat(service.count("raw.series_point WHERE series = 'debugger'"))
                    .isEqualTo(40 * 24);
            assertThat(checksums(service, NOW.minus(Duration.ofDays(60)))).isEqualTo(before);
        }
    }

    @Test
    void ret5_ret15_ret20_partitions_go_and_what_is_kept_says_the_same_as_before() {
        try (Retained service = Retained.start()) {
            service.post("room.temperature", Duration.ofDays(100), HOUR);
            service.refresh();
            service.keep("r", "raw", "24h");
            service.keep("m", "1m", "7d");
            service.keep("f", "5m", "30d");
            String daily = service.checksum("platinum.series_1d", NOW.minus(Duration.ofDays(200)));
            String hourly = service.checksum("gold.series_1h", NOW.minus(Duration.ofDays(200)));
            JsonNode answer = hours(service);

            JsonNode report = service.run();

            assertThat(hours(service)).isEqualTo(answer);

            assertThat(report.get("complete").asBoolean())
                    .as(report.toPrettyString())
                    .isTrue();
            assertThat(names(tier(report, "raw").get("partitions")))
                    .contains("raw.chunk_p20250301", "raw.chunk_p20250401", "raw.chunk_p20250501")
                    .doesNotContain("raw.chunk_p20250601");
            assertThat(names(tier(report, "5m").get("partitions"))).anyMatch(name -> name.endsWith("_p20250401"));
            assertThat(service.floor(0)).isEqualTo(NOW.minus(Duration.ofDays(1)));
            assertThat(service.floor(1)).isEqualTo(NOW.minus(Duration.ofDays(7)));
            assertThat(service.floor(2)).isEqualTo("2025-05-11T00:00:00Z");
            assertThat(service.count("raw.chunk WHERE hour < '2025-06-01'")).isZero();
            assertThat(service.checksum("platinum.series_1d", NOW.minus(Duration.ofDays(200))))
                    .isEqualTo(daily);
            assertThat(service.checksum("gold.series_1h", NOW.minus(Duration.ofDays(200))))
                    .isEqualTo(hourly);
            assertThat(service.database
                            .jdbc()
                            .sql("SELECT sum(rollup_count) FROM platinum.series_1d")
                            .query(Long.class)
                            .single())
                    .as("without today, which is no whole bucket yet")
                    .isEqualTo(2_400 - 12);
        }
    }

    @Test
    void ret9_a_dry_run_says_what_the_run_then_does_and_does_nothing() {
        try (Retained service = Retained.start()) {
            service.post("room.temperature", Duration.ofDays(100), HOUR);
            service.post("debug.noise", Duration.ofDays(100), HOUR);
            service.refresh();
            service.keep("r", "raw", "30d");
            service.keep("debug", "raw", "1d", "debug\\..*");
            service.keep("m", "1m", "40d");
            service.keep("w", "1w", "60d");
            service.database.jdbc().sql("ANALYZE").update();
            long points = service.count("raw.point");

            JsonNode said = service.dryRun();

            assertThat(service.count("raw.point")).isEqualTo(points);
            assertThat(service.floor(0)).isNull();
            assertThat(service.count("rollup.series_floor")).isZero();
            assertThat(said.get("dry_run").asBoolean()).isTrue();
            assertThat(tier(said, "raw").get("bytes").asLong()).isPositive();
            assertThat(tier(said, "raw").get("estimated_rows").asLong()).isPositive();
            assertThat(tier(said, "raw").get("deleted_rows").asLong()).isEqualTo(99 * 24);
            assertThat(tier(said, "1w").get("deleted_rows").asLong()).isEqualTo(2 * 2 * 6);
            JsonNode done = service.run();
            assertThat(((ObjectNode) done).without("dry_run")).isEqualTo(((ObjectNode) said).without("dry_run"));
            JsonNode again = service.dryRun();
            assertThat(again.get("tiers")).allSatisfy(tier -> {
                assertThat(tier.get("partitions")).isEmpty();
                assertThat(tier.get("deleted_rows").asLong()).isZero();
            });
        }
    }

    @Test
    void d21_ret8_what_is_not_rolled_up_yet_is_not_removed() {
        try (Retained service = Retained.start()) {
            service.post("room.temperature", Duration.ofDays(100), HOUR);
            service.keep("r", "raw", "30d");
            JsonNode raw = tier(service.run(), "raw");
            assertThat(raw.get("held_by").asString()).startsWith("tier 1m is materialised up to");
            assertThat(raw.get("partitions")).isEmpty();
            assertThat(service.floor(0)).isNull();
            service.refresh();
            assertThat(tier(service.run(), "raw").get("held_by").isNull()).isTrue();
            assertThat(service.floor(0)).isEqualTo(NOW.minus(Duration.ofDays(30)));
        }
    }

    @Test
    void d21_ret8_what_has_to_be_recomputed_is_not_removed() {
        try (Retained service = Retained.start()) {
            service.post("room.temperature", Duration.ofDays(100), HOUR);
            service.refresh();
            Instant late = NOW.minus(Duration.ofDays(50)).plusSeconds(1);
            service.postAt("room.temperature", late);
            service.keep("r", "raw", "30d");
            service.database.jdbc().sql("ANALYZE").update();

            JsonNode said = service.dryRun();
            JsonNode report = service.run();

            assertThat(tier(said, "raw")).isEqualTo(tier(report, "raw"));
            assertThat(gauge(service, "varve.retention.held")).isZero();
            service.varve.clock().tick(Duration.ofMinutes(1));
            service.run();
            service.varve.clock().set(NOW);
            assertThat(gauge(service, "varve.retention.held")).isEqualTo(60);
            assertThat(report.get("complete").asBoolean()).isFalse();
            assertThat(tier(report, "raw").get("held_by").asString())
                    .startsWith("tier 1m has buckets to recompute from 2025-04-21");
            assertThat(service.floor(0)).isEqualTo("2025-04-21T12:00:00Z");
            service.refresh();
            assertThat(tier(service.run(), "raw").get("held_by").isNull()).isTrue();
            assertThat(gauge(service, "varve.retention.held")).isZero();
            assertThat(gauge(service, "varve.retention.floor.age")).isEqualTo(30 * 86_400);
            assertThat(service.floor(0)).isEqualTo(NOW.minus(Duration.ofDays(30)));
            assertThat(service.database
                            .jdbc()
                            .sql("SELECT sum(rollup_count) FROM platinum.series_1d")
                            .query(Long.class)
                            .single())
                    .isEqualTo(2_401 - 12);
        }
    }

    @Test
    void ret26_a_policy_changed_live_counts_with_the_next_run() {
        try (Retained service = Retained.start()) {
            service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
            service.refresh();
            service.keep("r", "raw", "60d");
            service.run();
            assertThat(service.floor(0)).isEqualTo(NOW.minus(Duration.ofDays(60)));
            service.keep("r", "raw", "10d");
            service.run();
            assertThat(service.floor(0)).isEqualTo(NOW.minus(Duration.ofDays(10)));
            service.keep("r", "raw", "90d");
            JsonNode longer = tier(service.run(), "raw");
            assertThat(longer.get("held_by").isNull()).isTrue();
            assertThat(service.floor(0)).isEqualTo(NOW.minus(Duration.ofDays(10)));
            assertThat(service.varve.delete(Retained.path("r")).statusCode()).isEqualTo(204);
            assertThat(tier(service.run(), "raw").get("cutoff").isNull()).isTrue();
            assertThat(service.floor(0)).isEqualTo(NOW.minus(Duration.ofDays(10)));
        }
    }

    @Test
    void an_older_snapshot_delays_the_drop_but_not_the_floor() {
        try (Retained service = Retained.start();
                Session report = Session.open(service.database)) {
            service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
            service.refresh();
            service.keep("r", "raw", "30d");
            report.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
            Long seen = report.one(Long.class, "SELECT count(*) FROM platinum.rollup_1d");
            JsonNode raw = tier(service.run(), "raw");
            assertThat(raw.get("reached_floor").asString())
                    .isEqualTo(NOW.minus(Duration.ofDays(30)).toString());
            assertThat(raw.get("partitions")).isEmpty();
            assertThat(raw.get("held_by").asString())
                    .contains("older snapshots")
                    .endsWith("pid " + report.pid());
            assertThat(report.one(Long.class, "SELECT count(*) FROM raw.chunk")).isEqualTo(400);
            assertThat(seen).isPositive();
            report.commit();
            assertThat(names(tier(service.run(), "raw").get("partitions"))).contains("raw.chunk_p20250401");
        }
    }

    @Test
    void a_snapshot_of_another_role_delays_the_drop_too() {
        try (Retained service = Retained.start()) {
            try (Session report = Session.open(service.database, service.database.role("analyst"))) {
                service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
                service.refresh();
                service.keep("r", "raw", "30d");
                report.snapshot();
                JsonNode raw = tier(service.run(), "raw");
                assertThat(raw.get("partitions")).isEmpty();
                assertThat(raw.get("held_by").asString()).endsWith("pid " + report.pid());
            }
        }
    }

    @Test
    void the_drop_waits_for_older_snapshots_as_long_as_it_may() {
        try (Retained service = Retained.start("varve.retention.snapshot-wait=1s");
                Session report = Session.open(service.database)) {
            service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
            service.refresh();
            service.keep("r", "raw", "30d");
            report.snapshot();
            int[] rests = new int[1];
            RetentionReport done = cycle(service, length -> {
                        if (++rests[0] == 3) {
                            report.commit();
                        }
                    })
                    .run(NOW);
            assertThat(rests[0]).isEqualTo(3);
            assertThat(done.tiers().get(0).partitions()).isNotEmpty();
            assertThat(done.complete()).isTrue();
        }
    }

    @Test
    void what_a_run_that_dies_leaves_behind_the_next_one_removes() {
        try (Retained service = Retained.start("varve.retention.snapshot-wait=1s");
                Session report = Session.open(service.database)) {
            service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
            service.refresh();
            service.keep("r", "raw", "30d");
            service.keep("m", "1m", "30d");
            report.snapshot();
            RetentionCycle dying = cycle(service, length -> {
                throw new AssertionError("killed between floor and drop");
            });
            assertThatThrownBy(() -> dying.run(NOW)).hasMessage("killed between floor and drop");
            assertThat(service.floor(0)).isEqualTo(NOW.minus(Duration.ofDays(30)));
            assertThat(service.floor(1)).isNull();
            report.commit();
            JsonNode next = service.run();
            assertThat(next.get("complete").asBoolean()).isTrue();
            assertThat(names(tier(next, "raw").get("partitions"))).contains("raw.chunk_p20250401");
            assertThat(service.floor(1)).isEqualTo(NOW.minus(Duration.ofDays(30)));
        }
    }

    @Test
    void a_reader_that_holds_the_table_delays_the_drop_and_is_not_waited_for_long() {
        try (Retained service = Retained.start();
                Session reader = Session.open(service.database)) {
            service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
            service.refresh();
            service.keep("r", "raw", "30d");
            int[] rests = new int[1];
            reader.begin().run("LOCK TABLE raw.chunk IN ACCESS SHARE MODE");
            RetentionReport done = cycle(service, length -> {
                        if (++rests[0] == 2) {
                            reader.commit();
                        }
                    })
                    .run(NOW);
            assertThat(rests[0]).as(done.toString()).isEqualTo(2);
            assertThat(done.tiers().get(0).partitions()).isNotEmpty();
        }
    }

    @Test
    void two_instances_at_once_remove_everything_once() {
        try (Retained one = Retained.start("varve.retention.batch-size=10");
                Retained other = one.another("varve.retention.batch-size=10")) {
            one.post("room.temperature", Duration.ofDays(100), HOUR);
            one.post("debug.noise", Duration.ofDays(100), HOUR);
            one.refresh();
            one.keep("r", "raw", "60d");
            one.keep("debug", "raw", "20d", "debug\\..*");
            one.keep("debug5", "5m", "20d", "debug\\..*");
            List<JsonNode> reports =
                    Stream.of(one, other).map(service -> CompletableFuture.supplyAsync(service::run)).toList().stream()
                            .map(CompletableFuture::join)
                            .toList();
            JsonNode last = one.run();
            long deleted = Stream.concat(reports.stream(), Stream.of(last))
                    .mapToLong(report -> tier(report, "raw").get("deleted_rows").asLong())
                    .sum();
            assertThat(deleted).isEqualTo(80 * 24);
            assertThat(Stream.concat(reports.stream(), Stream.of(last))
                            .flatMap(report -> names(tier(report, "raw").get("partitions")).stream()))
                    .doesNotHaveDuplicates()
                    .contains("raw.chunk_p20250301");
            assertThat(last.get("complete").asBoolean()).isTrue();
            assertThat(one.count("raw.series_point WHERE series = 'debug.noise'"))
                    .isEqualTo(20 * 24);
            assertThat(one.count("raw.series_point WHERE series = 'room.temperature' AND time >= '"
                            + NOW.minus(Duration.ofDays(60)) + "'"))
                    .isEqualTo(60 * 24);
        }
    }

    @Test
    void a_layer_another_instance_is_at_is_passed_over() {
        try (Retained service = Retained.start();
                Session other = Session.open(service.database)) {
            service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
            service.refresh();
            service.keep("r", "raw", "30d");
            service.keep("m", "1m", "30d");
            other.begin().one(Boolean.class, "SELECT pg_try_advisory_xact_lock(rollup.lock_key(9, 0, 0))");
            JsonNode report = service.run();
            assertThat(tier(report, "raw").get("held_by").asString()).isEqualTo("another instance is at it");
            assertThat(service.floor(0)).isNull();
            assertThat(service.floor(1)).isEqualTo(NOW.minus(Duration.ofDays(30)));
            other.rollback();
            assertThat(service.run().get("complete").asBoolean()).isTrue();
        }
    }

    @Test
    void points_merged_below_the_floor_are_forgotten_after_seven_days() {
        try (Retained service = Retained.start("varve.retention.batch-size=2")) {
            service.database.jdbc().sql("""
                            INSERT INTO raw.late (series_id, time, source, value, merged_at)
                            SELECT 1, timestamptz '2025-01-01' + n * interval '1 hour', 0, 1,
                                   timestamptz '2025-06-10 12:00Z' - interval '7 days' - (n - 3) * interval '1 second'
                            FROM generate_series(1, 8) AS n""").update();
            assertThat(service.dryRun().get("late_points").asLong()).isEqualTo(5);
            assertThat(service.run().get("late_points").asLong()).isEqualTo(5);
            assertThat(service.count("raw.late")).isEqualTo(3);
        }
    }

    @Test
    void a_run_is_due_an_interval_after_the_last_that_left_nothing_behind() {
        try (Retained service = Retained.start()) {
            RetentionRepository repository = service.varve.bean(RetentionRepository.class);
            assertThat(repository.isDue(NOW, Duration.ofDays(1))).isTrue();
            service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
            service.keep("r", "raw", "30d");
            service.run();
            assertThat(repository.isDue(NOW, Duration.ofDays(1))).isTrue();
            service.refresh().run();
            assertThat(repository.isDue(NOW.plusSeconds(86_399), Duration.ofDays(1)))
                    .isFalse();
            assertThat(repository.isDue(NOW.plusSeconds(86_400), Duration.ofDays(1)))
                    .isTrue();
        }
    }

    /** What the service answers about every hour. */
    private static JsonNode hours(Retained service) {
        HttpResponse<String> answer = service.varve.get("/api/timeseries?series=room.temperature&interval=hour"
                + "&agg_func=count,sum,first,last&start_time=2025-03-01&end_time=" + NOW);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode results = RunningVarve.json(answer).get("results");
        assertThat(results).hasSize(2_400);
        return results;
    }

    private static double gauge(Retained service, String name) {
        return service.varve
                .bean(MeterRegistry.class)
                .get(name)
                .tag("tier", "raw")
                .gauge()
                .value();
    }

    private static RetentionCycle cycle(Retained service, Pause pause) {
        RunningVarve varve = service.varve;
        return new RetentionCycle(
                varve.bean(RetentionPlanner.class),
                varve.bean(RetentionRepository.class),
                varve.bean(RetentionSteps.class),
                varve.bean(RetentionProperties.class),
                varve.bean(SettleCycle.class),
                varve.bean(ProfileCycle.class),
                varve.bean(Partitions.class),
                varve.bean(RetentionMeters.class),
                pause,
                varve.bean(Archive.class),
                varve.bean(Ledger.class));
    }

    private static List<String> checksums(Retained service, Instant from) {
        return Retained.TIER_TABLES.stream()
                .map(view -> service.checksum(view, from))
                .toList();
    }
}
