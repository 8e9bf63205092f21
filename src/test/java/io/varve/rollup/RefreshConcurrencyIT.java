package io.varve.rollup;

import static io.varve.rollup.Protocol.startRecompute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.varve.support.PausePoint;
import io.varve.support.Session;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules 3, 4 and 5 of docs/protocol.md: refreshes against late writes, against each other, and against their parents. */
class RefreshConcurrencyIT {

    private static final int MINUTE = 1;
    private static final int FIVE_MINUTES = 2;
    private static final int SERIES = 1;

    private final Protocol protocol = new Protocol();

    @BeforeEach
    void one_point_rolled_up_to_five_minutes() {
        protocol.write(SERIES, 10, 1);
        protocol.advance(MINUTE, 600);
        protocol.advance(FIVE_MINUTES, 600);
        assertThat(protocol.stored(FIVE_MINUTES, SERIES, 0)).isEqualTo(1.0);
    }

    @AfterEach
    void close() {
        protocol.close();
    }

    @Test
    void a_late_write_between_reading_the_log_and_the_source_is_seen_and_stays_logged() {
        protocol.write(SERIES, 20, 10);
        try (PausePoint gate = beforeFolding();
                Session refresher = Session.pausable(protocol.database)) {
            Future<Integer> taken = startRecompute(refresher, MINUTE, SERIES);
            refresher.awaitBlocked();
            protocol.write(SERIES, 30, 100);

            gate.open();
            assertThat(Session.result(taken)).isEqualTo(1);
            assertThat(protocol.stored(MINUTE, SERIES, 0)).isEqualTo(111.0);
            assertThat(protocol.pending()).contains("1 1 0-60");
        }
        settle();
        assertThat(protocol.stored(FIVE_MINUTES, SERIES, 0)).isEqualTo(111.0);
    }

    @Test
    void a_late_write_after_the_source_was_read_keeps_its_invalidation() {
        protocol.write(SERIES, 20, 10);
        try (PausePoint gate = beforeLogging();
                Session refresher = Session.pausable(protocol.database)) {
            Future<Integer> taken = startRecompute(refresher, MINUTE, SERIES);
            refresher.awaitBlocked();
            protocol.write(SERIES, 30, 100);

            gate.open();
            Session.result(taken);
            assertThat(protocol.stored(MINUTE, SERIES, 0)).isEqualTo(11.0);
            assertThat(protocol.pending()).contains("1 1 0-60");
        }
        settle();
        assertThat(protocol.stored(MINUTE, SERIES, 0)).isEqualTo(111.0);
        assertThat(protocol.stored(FIVE_MINUTES, SERIES, 0)).isEqualTo(111.0);
        assertThat(protocol.pending()).isEmpty();
    }

    @Test
    void a_late_write_to_a_bucket_that_is_logged_already_gets_an_entry_of_its_own() {
        protocol.write(SERIES, 20, 10);
        try (Session writer = Session.open(protocol.database)) {
            writer.begin();
            Protocol.write(writer, SERIES, 30, 100);
            assertThat(protocol.recompute(MINUTE)).isEqualTo(1);
            writer.commit();
        }
        assertThat(protocol.pending()).contains("1 1 0-60");
        settle();
        assertThat(protocol.stored(FIVE_MINUTES, SERIES, 0)).isEqualTo(111.0);
    }

    @Test
    void a_second_refresh_of_a_shard_steps_aside_so_that_no_older_result_commits_last() {
        protocol.write(SERIES, 20, 10);
        try (PausePoint gate = beforeLogging();
                Session first = Session.pausable(protocol.database)) {
            Future<Integer> taken = startRecompute(first, MINUTE, SERIES);
            first.awaitBlocked();
            protocol.write(SERIES, 30, 100);

            assertThat(protocol.recompute(MINUTE)).isZero();

            gate.open();
            Session.result(taken);
        }
        settle();
        assertThat(protocol.stored(MINUTE, SERIES, 0)).isEqualTo(111.0);
    }

    @Test
    void a_forward_step_and_a_recomputation_of_a_tier_exclude_each_other() {
        protocol.write(SERIES, 20, 10);
        protocol.raise(0, 1200);
        protocol.drain(0);
        try (PausePoint gate = beforeLogging();
                Session refresher = Session.pausable(protocol.database)) {
            Future<Integer> taken = startRecompute(refresher, MINUTE, SERIES);
            refresher.awaitBlocked();

            protocol.forward(MINUTE);
            assertThat(protocol.watermark(MINUTE)).isEqualTo(600);

            gate.open();
            Session.result(taken);
        }
        protocol.forward(MINUTE);
        assertThat(protocol.watermark(MINUTE)).isEqualTo(1200);
    }

    @Test
    void a_parent_is_not_materialised_from_a_recomputation_that_has_not_committed() {
        protocol.advance(MINUTE, 1200);
        protocol.write(SERIES, 620, 10);
        try (PausePoint gate = beforeLogging();
                Session refresher = Session.pausable(protocol.database);
                Session parent = Session.open(protocol.database)) {
            Future<Integer> taken = startRecompute(refresher, MINUTE, SERIES);
            refresher.awaitBlocked();

            assertThat(protocol.raise(MINUTE, 1200)).isTrue();
            Future<Boolean> drained = parent.start(Boolean.class, "SELECT rollup.drain_fence(1)");
            parent.awaitBlocked();
            protocol.forward(FIVE_MINUTES);
            assertThat(protocol.watermark(FIVE_MINUTES)).isEqualTo(600);

            gate.open();
            Session.result(taken);
            Session.result(drained);
            protocol.forward(FIVE_MINUTES);
            assertThat(protocol.stored(FIVE_MINUTES, SERIES, 600)).isEqualTo(10.0);
        }
    }

    @Test
    void a_refresh_that_is_killed_leaves_its_entries_in_the_log() {
        protocol.write(SERIES, 20, 10);
        try (PausePoint gate = beforeLogging();
                Session refresher = Session.pausable(protocol.database)) {
            int pid = refresher.pid();
            Future<Integer> taken = startRecompute(refresher, MINUTE, SERIES);
            refresher.awaitBlocked();
            protocol.one(Boolean.class, "SELECT pg_terminate_backend(?)", pid);

            assertThat(catchThrowable(() -> Session.result(taken))).isNotNull();
            assertThat(protocol.pending()).containsExactly("1 1 0-60");
            assertThat(protocol.stored(MINUTE, SERIES, 0)).isEqualTo(1.0);
        }
    }

    @Test
    void a_coarser_entry_waits_for_the_finer_ones_inside_its_bucket() {
        protocol.write(SERIES, 20, 10);
        protocol.recompute(MINUTE);
        protocol.write(SERIES, 70, 100);
        assertThat(protocol.pending()).containsExactly("2 1 0-300", "1 1 60-120");

        assertThat(protocol.recompute(FIVE_MINUTES)).isZero();
        assertThat(protocol.recompute(MINUTE)).isEqualTo(1);
        assertThat(protocol.recompute(FIVE_MINUTES)).isEqualTo(2);
        assertThat(protocol.stored(FIVE_MINUTES, SERIES, 0)).isEqualTo(111.0);
    }

    private void settle() {
        while (protocol.recompute(MINUTE) + protocol.recompute(FIVE_MINUTES) > 0) {
            assertThat(protocol.stored(MINUTE, SERIES, 0)).isNotNull();
        }
    }

    private PausePoint beforeFolding() {
        return PausePoint.before(
                protocol.database,
                "rollup.fold_sql",
                "p_tier integer, p_source integer, p_lower timestamptz, p_upper timestamptz, p_stretches boolean, p_now timestamptz",
                "text",
                "p_tier, p_source, p_lower, p_upper, p_stretches, p_now");
    }

    private PausePoint beforeLogging() {
        return PausePoint.before(
                protocol.database,
                "rollup.log_invalidations",
                "p_layer integer, p_series integer[], p_from timestamptz[], p_to timestamptz[], p_position timestamptz,"
                        + " p_now timestamptz",
                "void",
                "p_layer, p_series, p_from, p_to, p_position, p_now");
    }
}
