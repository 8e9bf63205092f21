package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.Session;
import java.time.Instant;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule 13 of docs/protocol.md: custom rollups against those who change their source, floors, and each other. */
class CustomConcurrencyIT {

    private static final Instant OLD = Instant.parse("2025-03-09T10:20:30Z");
    private static final Instant FLOOR = Instant.parse("2025-03-09T20:00:00Z");
    private static final Instant NOW = Instant.parse("2025-03-10T00:00:00Z");
    private static final String RECOMPUTE = "SELECT rollup.refresh_invalidated(1, 1, now() + interval '1 year', 10)";
    private static final String REFRESH = "SELECT finished::text FROM rollup.refresh_rollup('hours', '2025-03-10Z')";

    private static final String NULL = "NULL";

    private final FloorHistory history = new FloorHistory();
    private final CustomHistory rollups = new CustomHistory(history);

    @BeforeEach
    void points() {
        rollups.series(1, "a");
        history.write(1, OLD, 0, 3, NOW);
        history.write(1, NOW.minusSeconds(7200), 0, 5, NOW);
        history.drain(NOW);
        rollups.create("hours", "1m", "1 hour", "{k}", NOW);
    }

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void a_bucket_of_the_source_that_changes_while_it_is_merged_is_merged_again() {
        rollups.refresh("hours", NOW);
        history.write(1, OLD.plusSeconds(1), 0, 4, NOW);
        whileRecomputed(() -> rollups.drain("hours", NOW));
        assertThat(rollups.check("hours")).isEqualTo(1);
        rollups.drain("hours", NOW);
        assertThat(rollups.check("hours")).isEqualTo(2);
    }

    @Test
    void a_series_does_not_become_a_member_while_its_buckets_are_changed() {
        rollups.drain("hours", NOW);
        rollups.series(5, "a");
        history.write(5, OLD.plusSeconds(1), 0, 4, NOW);
        whileRecomputed(() -> assertThat(rollups.refresh("hours", NOW)).isFalse());
        assertThat(settled("hours")).isEqualTo(2);
        assertThat(history.one(
                        Long.class,
                        "SELECT point_count FROM custom." + table() + " WHERE bucket = '2025-03-09 10:00Z'"))
                .isEqualTo(2);
    }

    @Test
    void of_two_refreshes_one_passes_on() {
        try (Session first = Session.open(history.database);
                Session second = Session.open(history.database)) {
            first.begin();
            assertThat(first.one(String.class, REFRESH)).isEqualTo("false");
            assertThat(second.one(String.class, REFRESH)).isNull();
            first.commit();
            assertThat(second.one(String.class, REFRESH)).isEqualTo("false");
        }
        rollups.drain("hours", NOW);
        assertThat(rollups.check("hours")).isEqualTo(2);
    }

    @Test
    void a_floor_does_not_move_under_a_refresh_nor_past_what_is_not_made() {
        assertThat(history.raise(1, FLOOR, null, NOW)).isNull();
        assertThat(String.valueOf(history.limit(1, FLOOR).get("held_by"))).contains("rollup hours");
        rollups.drain("hours", NOW);
        whileRefreshed(() -> assertThat(history.raise(1, FLOOR, null, NOW)).isNull());
        loseMinutes();
        history.write(1, OLD.plusSeconds(1), 0, 4, NOW);
        assertThat(settled("hours")).isEqualTo(1);
        assertThat(rollups.lost()).isEqualTo(1);
    }

    @Test
    void a_paused_rollup_holds_no_floor_and_what_goes_meanwhile_is_lost_to_it() {
        history.first("SELECT rollup.alter_rollup('hours', p_active => false)::text");
        loseMinutes();
        rollups.drain("hours", NOW);
        assertThat(rollups.check("hours")).isEqualTo(1);
    }

    @Test
    void a_point_below_all_floors_is_merged_where_only_the_rollup_is_left() {
        rollups.drain("hours", NOW);
        history.settle();
        history.drain(NOW);
        assertThat(history.raise(0, FLOOR, null, NOW)).isEqualTo(FLOOR);
        loseMinutes();
        assertThat(history.write(1, OLD.plusSeconds(1), 0, 4, NOW)).isTrue();
        assertThat(rollups.check("hours")).isEqualTo(2);
        assertThat(settled("hours")).isEqualTo(2);
        assertThat(rollups.lost()).isZero();
    }

    @Test
    void a_point_of_another_session_that_comes_while_points_are_folded_is_folded_afterwards() {
        visits();
        history.write(1, OLD, 2, 3, NOW);
        whileRecomputed(() -> rollups.drain("visits", NOW));
        assertThat(rollups.check("visits")).isEqualTo(1);
        rollups.drain("visits", NOW);
        assertThat(rollups.check("visits")).isEqualTo(3);
        history.deleteSession(2, NOW);
        assertThat(rollups.check("visits")).isEqualTo(1);
        assertThat(settled("visits")).isEqualTo(2);
    }

    @Test
    void raws_floor_waits_for_sessions_and_what_tiers_recompute_below_it_loses_none() {
        history.write(1, OLD, 2, 3, NOW);
        history.drain(NOW.plusSeconds(3600));
        history.settle();
        rollups.create("visits", "raw", "1 hour", "{k,session_id}", NOW);
        assertThat(history.raise(0, FLOOR, null, NOW)).isNull();
        assertThat(String.valueOf(history.limit(0, FLOOR).get("held_by"))).contains("rollup visits");
        rollups.drain("visits", NOW);
        assertThat(history.raise(0, FLOOR, null, NOW)).isEqualTo(FLOOR);
        history.remove(0);
        history.one(
                Integer.class,
                "SELECT rollup.invalidate(1, ARRAY[1], ARRAY['2025-03-09 09:00Z'::timestamptz], ARRAY['2025-03-09 23:00Z'::timestamptz], now())");
        assertThat(settled("visits")).isEqualTo(3);
        assertThat(history.write(1, OLD.plusSeconds(9), 2, 4, NOW)).isTrue();
        assertThat(history.write(1, OLD.plusSeconds(9), 3, 4, NOW)).isTrue();
        assertThat(rollups.check("visits")).isEqualTo(4);
        assertThat(settled("visits")).isEqualTo(4);
        assertThat(rollups.lost()).isZero();
    }

    @Test
    void raws_floor_waits_for_what_tiers_have_to_recompute_of_sessions_of_a_paused_rollup_too() {
        visits();
        history.first("SELECT rollup.alter_rollup('visits', p_active => false)::text");
        String needed = "SELECT string_agg(name, ',') FROM rollup.custom_needed(0, '2025-03-09 20:00Z', NULL)";
        assertThat(history.first(needed)).isNull();
        history.write(1, OLD, 2, 3, NOW);
        assertThat(history.first(needed)).isEqualTo("visits");
        history.drainTiers(NOW);
        assertThat(history.first(needed)).isNull();
    }

    @Test
    void raws_floor_cuts_no_bucket_of_sessions_in_two() {
        rollups.create("stays", "raw", "1 day", "{session_id}", NOW);
        sessions("stays");
        assertThat(history.raise(0, FLOOR, null, NOW)).isEqualTo(Instant.parse("2025-03-09T00:00:00Z"));
        history.remove(0);
        assertThat(history.write(1, OLD.plusSeconds(1), 2, 4, NOW)).as("merged").isFalse();
        assertThat(settled("stays")).isEqualTo(2);
        assertThat(rollups.lost()).isZero();
    }

    @Test
    void raws_floor_does_not_move_under_a_refresh_of_sessions() {
        visits();
        sessions("visits");
        whileRefreshed(
                "visits", () -> assertThat(history.raise(0, FLOOR, null, NOW)).isNull());
        assertThat(history.raise(0, FLOOR, null, NOW)).isEqualTo(FLOOR);
    }

    @Test
    void raws_floor_waits_for_the_sessions_of_a_series_that_came_later() {
        visits();
        sessions("visits");
        rollups.series(5, "a");
        history.write(5, OLD, 4, 7, NOW);
        history.drain(NOW.plusSeconds(7200));
        history.settle();
        assertThat(history.raise(0, FLOOR, null, NOW)).isEqualTo(Instant.parse("2025-03-09T10:00:00Z"));
        rollups.drain("visits", NOW);
        assertThat(history.limit(0, FLOOR).get("held_by")).isNull();
        assertThat(history.raise(0, FLOOR, null, NOW)).isEqualTo(FLOOR);
        history.remove(0);
        assertThat(rollups.check("visits")).isEqualTo(4);
        assertThat(rollups.lost()).isZero();
    }

    @Test
    void a_series_that_comes_later_brings_the_sessions_that_raw_has_of_it() {
        visits();
        rollups.drain("hours", NOW);
        history.drain(NOW);
        loseMinutes();
        rollups.series(5, "a");
        history.write(5, OLD, 2, 4, NOW);
        assertThat(settled("visits")).isEqualTo(3);
        assertThat(rollups.lost()).isZero();
    }

    @Test
    void a_look_back_goes_no_further_than_the_source() {
        rollups.drain("hours", NOW);
        history.drain(NOW);
        loseMinutes();
        history.first("SELECT rollup.alter_rollup('hours', p_look_back => '2 days')::text");
        rollups.drain("hours", NOW);
        assertThat(rollups.check("hours")).isEqualTo(2);
        assertThat(rollups.lost()).isZero();
    }

    @Test
    void what_is_pending_set_aside_or_lost_is_never_called_a_mismatch() {
        overflowing();
        assertThat(reconciled(NULL)).isEqualTo("2 0 0");
        history.write(1, OLD.plusSeconds(1), 0, 4, NOW);
        assertThat(reconciled(NULL)).as("in the log of the source").isEqualTo("1 1 0");
        whileRecomputed(() -> assertThat(reconciled(NULL)).isEqualTo("1 1 0"));
        assertThat(reconciled(NULL)).as("in the log of the rollup").isEqualTo("1 1 0");
        whileRefreshed(() -> assertThat(reconciled(NULL)).as("being refreshed").isEqualTo("1 1 0"));
        assertThat(reconciled(NULL)).isEqualTo("2 0 0");
        history.first("SELECT rollup.alter_rollup('hours', p_active => false)::text");
        loseMinutes();
        assertThat(reconciled(NULL)).as("above what its source can tell").isEqualTo("1 0 0");
    }

    @Test
    void a_repair_waits_for_a_refresh_and_stays_in_the_log() {
        rollups.drain("hours", NOW);
        history.database
                .jdbc()
                .sql("UPDATE custom." + table()
                        + " SET last_series = last_series + 1 WHERE bucket < '2025-03-09 12:00Z'")
                .update();
        assertThat(reconciled(NULL)).isEqualTo("2 0 1");
        try (Session refresher = Session.open(history.database);
                Session repairer = Session.open(history.database)) {
            refresher.begin();
            refresher.one(String.class, REFRESH);
            Future<@Nullable String> repaired = repairer.start(String.class, reconcile("now()"));
            repairer.awaitBlocked();
            refresher.commit();
            assertThat(Session.result(repaired)).isEqualTo("2 0 1");
        }
        assertThat(reconciled(NULL)).isEqualTo("1 1 0");
        rollups.drain("hours", NOW);
        assertThat(reconciled(NULL)).isEqualTo("2 0 0");
        assertThat(rollups.check("hours")).isEqualTo(2);
    }

    @Test
    void dropping_waits_for_a_repair_and_leaves_nothing_of_its_log() {
        rollups.drain("hours", NOW);
        history.database.jdbc().sql("DELETE FROM custom." + table()).update();
        try (Session repairer = Session.open(history.database);
                Session dropper = Session.open(history.database)) {
            repairer.begin();
            assertThat(repairer.one(String.class, reconcile("now()"))).isEqualTo("2 0 2");
            Future<@Nullable String> dropped = dropper.start(String.class, "SELECT rollup.drop_rollup('hours')::text");
            dropper.awaitBlocked();
            repairer.commit();
            Session.result(dropped);
        }
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.custom_invalidation"))
                .isZero();
    }

    @Test
    void dropping_waits_for_whoever_is_at_it() {
        try (Session refresher = Session.open(history.database);
                Session dropper = Session.open(history.database)) {
            refresher.begin();
            refresher.one(String.class, REFRESH);
            Future<@Nullable String> dropped = dropper.start(String.class, "SELECT rollup.drop_rollup('hours')::text");
            dropper.awaitBlocked();
            refresher.commit();
            assertThat(Session.result(dropped)).isNotNull();
        }
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.custom_member"))
                .isZero();
        assertThatThrownBy(() -> rollups.refresh("hours", NOW)).rootCause().hasMessageContaining("there is no rollup");
    }

    @Test
    void a_group_that_cannot_be_merged_is_set_aside_and_keeps_no_other_waiting() {
        overflowing();
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.custom_invalidation WHERE attempts = 1"))
                .isEqualTo(1);
        assertThat(history.one(Long.class, "SELECT count(*) FROM custom." + table()))
                .isEqualTo(2);
    }

    /** With buckets of the first tier recomputed by a transaction that is under way. */
    private void whileRecomputed(Runnable then) {
        try (Session writer = Session.open(history.database)) {
            writer.begin();
            assertThat(writer.one(Integer.class, RECOMPUTE)).isEqualTo(1);
            then.run();
            writer.commit();
        }
    }

    /** With the rollup of hours refreshed by a transaction that is under way. */
    private void whileRefreshed(Runnable then) {
        whileRefreshed("hours", then);
    }

    private void whileRefreshed(String rollup, Runnable then) {
        try (Session refresher = Session.open(history.database)) {
            refresher.begin();
            refresher.one(String.class, REFRESH.replace("hours", rollup));
            then.run();
            refresher.commit();
        }
    }

    /** Has tiers and a rollup make all there is; returns how many of its buckets are the oracle's. */
    private int settled(String rollup) {
        history.drainTiers(NOW);
        rollups.drain(rollup, NOW);
        return rollups.check(rollup);
    }

    /** The first tier keeps nothing from before the floor. */
    private void loseMinutes() {
        assertThat(history.raise(1, FLOOR, null, NOW)).isEqualTo(FLOOR);
        history.remove(1);
    }

    /** A group whose sums are too large to be merged. */
    private void overflowing() {
        rollups.series(2, "b");
        rollups.series(3, "b");
        history.write(2, OLD, 0, 1.5e308, NOW);
        history.write(3, OLD, 0, -1.5e308, NOW);
        history.drainTiers(NOW);
        rollups.drain("hours", NOW);
    }

    private void visits() {
        rollups.create("visits", "raw", "1 hour", "{k,session_id}", NOW);
        rollups.drain("visits", NOW);
    }

    /** A point of session 2 beside what there is, and all of it made, settled and merged. */
    private void sessions(String name) {
        history.write(1, OLD, 2, 3, NOW);
        history.drain(NOW.plusSeconds(3600));
        history.settle();
        rollups.drain("hours", NOW);
        rollups.drain(name, NOW);
    }

    /** "checked pending mismatches" of the rollup. */
    private String reconciled(String repairAt) {
        return history.one(String.class, reconcile(repairAt));
    }

    private static String reconcile(String repairAt) {
        return "SELECT concat_ws(' ', checked, pending, mismatches) FROM rollup.reconcile("
                + "ARRAY[1, 2, 3], '2025-03-09Z', '2025-03-11Z', ARRAY['hours'], %s)".formatted(repairAt);
    }

    private String table() {
        return history.one(String.class, "SELECT 'rollup_' || rollup_id FROM rollup.custom");
    }
}
