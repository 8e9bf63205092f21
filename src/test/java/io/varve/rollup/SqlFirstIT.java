package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.profile.ProfileCycle;
import io.varve.settle.SettleCycle;
import io.varve.support.RunningVarve;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The jobs driven from SQL alone, as docs/sql-first.md has it. */
class SqlFirstIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:07:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final FloorHistory history = new FloorHistory();

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void procedures_leave_what_the_service_leaves_in_tiers_profiles_and_ledger() {
        try (FloorHistory served = new FloorHistory();
                RunningVarve varve = RunningVarve.start(served.database, NOW)) {
            for (int round = 0; round < 4; round++) {
                Instant now = NOW.plus(HOUR.multipliedBy(30L * round));
                write(new Random(round), served, now);
                write(new Random(round), history, now);
                varve.clock().set(now);
                varve.bean(RefreshCycle.class).run(now);
                varve.bean(SettleCycle.class).run();
                varve.bean(ProfileCycle.class).run(now);
                call("rollup.refresh_all", now);
                call("raw.settle_all", now);
                call("rollup.make_all_profiles", now);
                assertThat(history.check()).isPositive();
                history.checkProfiles();
                assertThat(state(history)).isEqualTo(state(served));
            }
        }
        assertThat(history.checkProfiles()).isPositive();
        assertThat(strings(history, "SELECT DISTINCT instance FROM ops.run"))
                .allMatch(name -> name.startsWith("psql "));
    }

    @Test
    void a_shard_that_another_session_is_at_is_passed_over_at_once() throws SQLException {
        round(NOW);
        history.write(1, NOW.minus(HOUR), 0, 5, NOW);
        history.write(2, NOW.minus(HOUR), 0, 5, NOW);
        try (Connection other = history.database.dataSource().getConnection();
                Statement busy = other.createStatement()) {
            other.setAutoCommit(false);
            busy.execute("SELECT rollup.try_shards(1, 1)");
            history.execute("CALL rollup.refresh('1m', '2025-06-10T12:08Z')");
            assertThat(strings(history, "SELECT DISTINCT series_id::text FROM rollup.invalidation WHERE tier_id = 1"))
                    .containsExactly("1");
        }
        history.execute("CALL rollup.refresh('bronze.rollup_1m', '2025-06-10T12:08Z')");
        round(NOW.plusSeconds(120));
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.invalidation"))
                .isZero();
        assertThat(history.check()).isPositive();
    }

    @Test
    void custom_rollups_follow_and_are_retried() {
        CustomHistory custom = new CustomHistory(history);
        custom.series(1, "x");
        custom.series(2, "x");
        custom.series(3, "");
        custom.create("hours", "5m", "1 hour", "{k}", NOW);
        for (int round = 0; round < 3; round++) {
            write(new Random(round), history, NOW);
            call("rollup.refresh_all", NOW.plusSeconds(60L * round));
            assertThat(custom.check("hours")).isPositive();
            assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.custom_invalidation"))
                    .isZero();
        }
        long runs = history.one(Long.class, "SELECT count(*) FROM ops.run WHERE tier = 'hours'");
        assertThat(runs).isEqualTo(3);
        call("rollup.refresh_rollups", NOW.plusSeconds(121));
        assertThat(history.one(Long.class, "SELECT count(*) FROM ops.run WHERE tier = 'hours'"))
                .as("there was nothing to do")
                .isEqualTo(runs);

        String table = "custom.rollup_" + history.one(Integer.class, "SELECT rollup_id FROM rollup.custom");
        history.execute("ALTER TABLE " + table + " ADD CONSTRAINT broken CHECK (value_max <> 666) NOT VALID");
        history.write(1, NOW.minus(HOUR), 0, 666, NOW);
        call("rollup.refresh_all", NOW.plusSeconds(180));
        assertThat(strings(history, "SELECT attempts::text FROM ops.job WHERE tier = 'hours'"))
                .containsExactly("1");
        assertThat(custom.check("hours")).isPositive();
        history.execute("ALTER TABLE " + table + " DROP CONSTRAINT broken");
        call("rollup.refresh_all", NOW.plusSeconds(181));
        assertThat(strings(history, "SELECT attempts::text FROM ops.job WHERE tier = 'hours'"))
                .as("it waits")
                .containsExactly("1");
        call("ops.handle_retries", NOW.plus(HOUR));
        assertThat(strings(history, "SELECT attempts::text FROM ops.job WHERE tier = 'hours'"))
                .containsExactly("0");
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.custom_invalidation"))
                .isZero();
        assertThat(custom.check("hours")).isPositive();
    }

    @Test
    void what_fails_by_itself_is_set_aside_and_retried_when_its_time_has_come() {
        round(NOW);
        history.execute("ALTER TABLE bronze.rollup_1m ADD CONSTRAINT broken CHECK (value_max <> 666) NOT VALID");
        history.write(1, NOW.minus(HOUR), 0, 666, NOW);
        history.write(2, NOW.minus(HOUR), 0, 5, NOW);
        round(NOW.plusSeconds(60));
        assertThat(strings(history, "SELECT series_id::text FROM rollup.invalidation WHERE attempts > 0"))
                .containsExactly("1");
        assertThat(strings(history, "SELECT outcome FROM ops.run ORDER BY run_id DESC LIMIT 1"))
                .containsExactly("succeeded");
        history.check();

        history.execute("ALTER TABLE bronze.rollup_1m DROP CONSTRAINT broken");
        call("ops.handle_retries", NOW.plusSeconds(61));
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.invalidation"))
                .as("not yet")
                .isEqualTo(1);
        call("ops.handle_retries", NOW.plus(HOUR));
        round(NOW.plus(HOUR));
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.invalidation"))
                .isZero();
        assertThat(history.check()).isPositive();
    }

    @Test
    void a_lock_that_is_not_to_be_had_fails_the_run_and_is_retried() throws SQLException {
        round(NOW);
        history.write(1, NOW.minus(HOUR), 0, 5, NOW);
        try (Connection other = history.database.dataSource().getConnection();
                Statement locked = other.createStatement()) {
            other.setAutoCommit(false);
            locked.execute("LOCK TABLE bronze.rollup_1m IN ACCESS EXCLUSIVE MODE");
            history.execute("SET lock_timeout = '50ms'");
            assertThatThrownBy(() -> history.execute("CALL rollup.refresh('1m', '2025-06-10T12:08Z')"))
                    .hasMessageContaining("lock timeout");
        }
        assertThat(strings(history, "SELECT attempts::text FROM ops.job WHERE job = 'refresh' AND tier = '1m'"))
                .containsExactly("1");
        assertThat(strings(history, "SELECT sqlstate FROM ops.error")).containsExactly("55P03");
        call("rollup.refresh_all", NOW.plusSeconds(61));
        call("ops.handle_retries", NOW.plusSeconds(61));
        assertThat(strings(history, "SELECT attempts::text FROM ops.job WHERE job = 'refresh' AND tier = '1m'"))
                .as("it waits")
                .containsExactly("1");
        call("ops.handle_retries", NOW.plus(HOUR));
        assertThat(strings(history, "SELECT attempts::text FROM ops.job WHERE job = 'refresh' AND tier = '1m'"))
                .containsExactly("0");
        round(NOW.plus(HOUR));
        assertThat(history.check()).isPositive();
    }

    @Test
    void partitions_are_made_ahead_and_analyzed() {
        call("ops.maintain_partitions", NOW);
        assertThat(history.one(Long.class, "SELECT count(*) FROM ops.partition WHERE from_time > '2025-06-10Z'"))
                .isPositive();
        assertThat(strings(history, "SELECT job || ' ' || outcome FROM ops.run"))
                .containsExactly("maintain succeeded");
    }

    @Test
    void what_is_older_goes_as_far_as_no_tier_needs_it() {
        for (int day = 0; day < 120; day += 3) {
            history.write(1 + day % 3, NOW.minus(Duration.ofDays(day)), 0, day, NOW);
        }
        round(NOW);
        history.execute("CALL rollup.enforce_retention('raw', '30 days', '" + NOW + "')");
        assertThat(floor(0)).isEqualTo("2025-05-11 12:00:00+00");
        assertThat(history.one(Long.class, "SELECT count(*) FROM raw.chunk WHERE hour < '2025-05-01Z'"))
                .isZero();
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.expired_partition"))
                .isZero();
        assertThat(history.write(1, NOW.minus(Duration.ofDays(100)), 0, 7, NOW))
                .as("merged")
                .isTrue();
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.invalidation"))
                .isPositive();
        history.execute("CALL rollup.enforce_retention('1m', '10 days', '" + NOW + "')");
        assertThat(floor(1)).as("held by what is out of date").isEqualTo("2025-03-02 12:00:00+00");
        round(NOW.plusSeconds(60));
        history.execute("CALL rollup.enforce_retention('bronze.rollup_1m', '10 days', '" + NOW + "')");
        assertThat(floor(1)).isGreaterThan("2025-05");
        assertThat(history.check()).isPositive();
        assertThat(history.checkProfiles()).isPositive();
        assertThat(strings(history, "SELECT DISTINCT outcome FROM ops.run WHERE job = 'retention'"))
                .containsExactly("succeeded");
    }

    @Test
    void retention_spares_what_a_policy_keeps_for_longer_and_leaves_a_layer_that_another_is_at() throws SQLException {
        history.write(1, NOW.minus(Duration.ofDays(100)), 0, 7, NOW);
        round(NOW);
        String cut = "CALL rollup.enforce_retention('raw', '30 days', '" + NOW + "')";
        history.execute("INSERT INTO rollup.retention_policy (name, tier, series_pattern, keep, created_at, updated_at)"
                + " VALUES ('long', 'raw', 'a.*', '31 days', now(), now())");
        assertThatThrownBy(() -> history.execute(cut))
                .hasMessageContaining("The policy long keeps some of it for longer");
        history.execute("DELETE FROM rollup.retention_policy");
        try (Connection other = history.database.dataSource().getConnection();
                Statement busy = other.createStatement()) {
            other.setAutoCommit(false);
            busy.execute("SELECT rollup.claim_layer(0)");
            history.execute(cut);
            assertThat(floor(0)).isEqualTo("-infinity");
        }
        history.execute(cut);
        assertThat(floor(0)).startsWith("2025-05-11");
        assertThat(history.check()).isPositive();
    }

    @Test
    void policies_are_enforced_by_the_longest_of_a_layer_and_on_series_by_their_own() {
        CustomHistory custom = new CustomHistory(history);
        custom.series(1, "x");
        custom.series(2, "x");
        custom.series(3, "x");
        history.execute(
                "INSERT INTO catalog.metric_type (name, created_at, updated_at) VALUES ('short', now(), now())");
        history.execute("INSERT INTO catalog.field (metric_type_id, name, kind)"
                + " SELECT metric_type_id, 'value', 'number' FROM catalog.metric_type WHERE name = 'short'");
        history.execute(
                "UPDATE catalog.series SET field_id = (SELECT max(field_id) FROM catalog.field) WHERE series_id = 2");
        for (int day = 0; day < 120; day += 3) {
            history.write(1 + day / 3 % 3, NOW.minus(Duration.ofDays(day)), 0, day, NOW);
        }
        round(NOW);
        call("rollup.enforce_policies", NOW);
        assertThat(floor(0)).as("no policy").isEqualTo("-infinity");
        history.execute("INSERT INTO rollup.retention_policy (name, tier, series_pattern, keep, created_at, updated_at)"
                + " VALUES ('long', 'raw', NULL, '60 days', now(), now()), ('short', 'raw', 's\\w+', '20 days', now(), now()),"
                + " ('kept', '1m', 'm', NULL, now(), now()), ('rest', '1m', NULL, '10 days', now(), now())");
        history.execute("INSERT INTO ops.maintenance_window (name, effect, job, tier, from_at, until_at)"
                + " VALUES ('now', 'pause', 'retention', 'raw', '2025-06-10Z', '2025-06-11Z')");
        call("rollup.enforce_policies", NOW);
        assertThat(floor(0)).as("paused").isEqualTo("-infinity");
        history.execute("DELETE FROM ops.maintenance_window");
        call("rollup.enforce_policies", NOW);
        assertThat(floor(0)).isEqualTo("2025-04-11 12:00:00+00");
        assertThat(floor(1)).as("something is kept for ever").isEqualTo("-infinity");
        assertThat(
                        strings(
                                history,
                                "SELECT layer_id || ' ' || series_id || ' ' || (position AT TIME ZONE 'UTC') FROM rollup.series_floor ORDER BY 1"))
                .contains("0 2 2025-05-21 12:00:00")
                .allMatch(floor -> floor.startsWith("0 2 ") || floor.startsWith("1 2 "));
        assertThat(history.one(
                        Long.class, "SELECT count(*) FROM raw.chunk WHERE series_id = 2 AND hour < '2025-05-20Z'"))
                .isZero();
        assertThat(history.one(
                        Long.class, "SELECT count(*) FROM raw.chunk WHERE series_id <> 2 AND hour < '2025-05-20Z'"))
                .isPositive();
        assertThat(history.write(2, NOW.minus(Duration.ofDays(31)), 0, 7, NOW))
                .as("merged")
                .isTrue();
        round(NOW.plusSeconds(60));
        assertThat(history.check()).isPositive();
        assertThat(strings(
                        history,
                        "SELECT DISTINCT tier || ' ' || outcome FROM ops.run WHERE job = 'retention' ORDER BY 1"))
                .containsExactly("1m succeeded", "raw succeeded");
    }

    @Test
    void maintenance_is_done_once_a_day_and_by_nobody_in_a_pause() {
        history.execute("INSERT INTO ops.maintenance_window (name, effect, from_at, until_at)"
                + " VALUES ('now', 'pause', '2025-06-10Z', '2025-06-10 13:00Z')");
        call("ops.run_maintenance", NOW);
        call("ops.maintain_partitions", NOW);
        call("raw.settle_all", NOW);
        assertThat(history.one(Long.class, "SELECT count(*) FROM ops.run")).isZero();
        call("ops.run_maintenance", NOW.plus(HOUR));
        call("ops.run_maintenance", NOW.plus(HOUR.multipliedBy(2)));
        assertThat(strings(history, "SELECT job || ' ' || outcome FROM ops.run"))
                .containsExactly("maintain succeeded");
        assertThat(history.one(Boolean.class, "SELECT ops.change_job('maintain', 'all', p_active => false)"))
                .isTrue();
        call("ops.run_maintenance", NOW.plus(HOUR.multipliedBy(50)));
        assertThat(history.one(Long.class, "SELECT count(*) FROM ops.run")).isEqualTo(1);
        assertThat(history.one(Boolean.class, "SELECT ops.change_job('nothing', 'all', p_active => false)"))
                .isFalse();
    }

    @Test
    void nothing_is_done_in_a_pause_and_all_of_it_afterwards() {
        List<String> procedures = List.of(
                "rollup.refresh_all",
                "raw.settle_all",
                "rollup.make_all_profiles",
                "ops.maintain_partitions",
                "ops.run_maintenance",
                "rollup.run_backfills",
                "rollup.run_audit");
        CustomHistory custom = new CustomHistory(history);
        custom.series(1, "x");
        custom.series(2, "x");
        custom.series(3, "x");
        write(new Random(5), history, NOW);
        round(NOW);
        custom.create("hours", "5m", "1 hour", "{k}", NOW);
        history.write(1, NOW.minus(HOUR), 0, 5, NOW);
        history.first("SELECT rollup.request_backfill('2025-05-01Z', '2025-06-10Z')");
        history.execute("INSERT INTO ops.maintenance_window (name, effect, from_at, until_at)"
                + " VALUES ('now', 'pause', '2025-06-10Z', '2025-06-10 13:00Z')");
        long last = history.one(Long.class, "SELECT max(run_id) FROM ops.run");
        procedures.forEach(procedure -> call(procedure, NOW.plus(Duration.ofMinutes(52))));
        String since = "SELECT DISTINCT job || ' ' || (tier = 'hours')::text FROM ops.run WHERE run_id > " + last;
        assertThat(strings(history, since)).isEmpty();
        procedures.forEach(procedure -> call(procedure, NOW.plus(HOUR)));
        assertThat(strings(history, since))
                .containsExactlyInAnyOrder(
                        "refresh false",
                        "refresh true",
                        "settle false",
                        "profile false",
                        "maintain false",
                        "backfill false",
                        "reconcile false");
    }

    private String floor(int layer) {
        return history.one(
                String.class,
                "SELECT (position AT TIME ZONE 'UTC')::text || CASE WHEN isfinite(position) THEN '+00' ELSE '' END"
                        + " FROM rollup.floor WHERE layer_id = ?",
                layer);
    }

    @Test
    void mistakes_are_told() {
        assertThatThrownBy(() -> history.execute("CALL rollup.refresh('2h')"))
                .hasMessageContaining("Tiers are 1m, 5m, 1h");
        history.execute("SET default_transaction_isolation = 'repeatable read'");
        assertThatThrownBy(() -> history.execute("CALL rollup.refresh('1m')")).hasMessageContaining("READ COMMITTED");
    }

    private void round(Instant now) {
        call("rollup.refresh_all", now);
        call("rollup.make_all_profiles", now);
    }

    private void call(String procedure, Instant now) {
        history.execute("CALL " + procedure + "('" + now + "')");
    }

    private static void write(Random random, FloorHistory into, Instant now) {
        for (int i = 0; i < 25; i++) {
            long age = random.nextInt(i % 3 == 0 ? 20 * 86_400 : 7200);
            into.write(1 + random.nextInt(3), now.minusSeconds(age), random.nextInt(4) == 0 ? -9 : 0, 1 + i % 5, now);
        }
    }

    private static List<String> state(FloorHistory of) {
        return strings(of, """
                SELECT concat_ws(' ', job, tier, outcome, window_from, window_to, rows_in, rows_out) FROM (SELECT * FROM ops.run ORDER BY run_id) AS r
                UNION ALL SELECT concat_ws(' ', 'watermark', tier_id, position) FROM rollup.watermark
                UNION ALL SELECT concat_ws(' ', 'profiles', tier_id, position) FROM rollup.profile
                UNION ALL SELECT concat_ws(' ', 'fence', f.*) FROM rollup.fence AS f
                UNION ALL SELECT concat_ws(' ', 'pending', tier_id, series_id, from_bucket, to_bucket) FROM rollup.profile_pending
                UNION ALL SELECT concat_ws(' ', 'log', count(*)) FROM raw.batch
                UNION ALL SELECT concat_ws(' ', 'settled', series_id, hour, point_count) FROM raw.chunk
                UNION ALL SELECT concat_ws(' ', '1m', bucket, series_id, point_count, value_sum) FROM bronze.rollup_1m
                UNION ALL SELECT concat_ws(' ', '1h', bucket, series_id, point_count, value_sum) FROM gold.rollup_1h
                UNION ALL SELECT concat_ws(' ', '1d', bucket, series_id, point_count, value_sum) FROM platinum.rollup_1d
                UNION ALL SELECT concat_ws(' ', 'profile', bucket, series_id, point_count, keys, counts) FROM gold.profile_1h
                ORDER BY 1""");
    }

    private static List<String> strings(FloorHistory of, String sql) {
        return of.database.jdbc().sql(sql).query(String.class).list();
    }
}
