package io.varve.rollup;

import static io.varve.rollup.Protocol.startWrite;
import static io.varve.rollup.Protocol.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.varve.support.PausePoint;
import io.varve.support.Session;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules 1 and 2 of docs/protocol.md: no write below the fence goes unnoticed, whoever comes first. */
class WriteVersusRefreshConcurrencyIT {

    private static final int RAW = 0;
    private static final int MINUTE = 1;

    private final Protocol protocol = new Protocol();

    @AfterEach
    void close() {
        protocol.close();
    }

    @Test
    void a_writer_that_used_the_old_fence_is_waited_for_and_materialised() {
        try (Session writer = Session.open(protocol.database);
                Session refresher = Session.open(protocol.database)) {
            writer.begin();
            write(writer, 1, 10, 5);

            assertThat(protocol.raise(RAW, 60)).isTrue();
            Future<Boolean> drained = refresher.start(Boolean.class, "SELECT rollup.drain_fence(0)");
            refresher.awaitBlocked();
            protocol.forward(MINUTE);
            assertThat(protocol.stored(MINUTE, 1, 0)).isNull();

            writer.commit();
            assertThat(Session.result(drained)).isTrue();
            protocol.forward(MINUTE);
            assertThat(protocol.stored(MINUTE, 1, 0)).isEqualTo(5.0);
            assertThat(protocol.pending()).isEmpty();
        }
    }

    @Test
    void a_fence_that_is_raised_but_not_drained_is_not_materialised_to() {
        try (Session writer = Session.open(protocol.database)) {
            writer.begin();
            write(writer, 1, 10, 5);
            protocol.raise(RAW, 60);

            assertThat(protocol.forward(MINUTE)).isZero();
            assertThat(protocol.raise(RAW, 120))
                    .as("a fence is not raised again before the generation before is drained")
                    .isFalse();

            writer.commit();
            protocol.drain(RAW);
            assertThat(protocol.forward(MINUTE)).isEqualTo(1);
        }
    }

    @Test
    void raising_the_fence_waits_for_no_writer_and_new_writers_go_on() {
        try (Session old = Session.open(protocol.database);
                Session refresher = Session.open(protocol.database)) {
            old.begin();
            write(old, 1, 10, 5);
            protocol.raise(RAW, 60);
            Future<Boolean> drained = refresher.start(Boolean.class, "SELECT rollup.drain_fence(0)");
            refresher.awaitBlocked();

            protocol.write(1, 20, 7);
            assertThat(protocol.pending()).containsExactly("1 1 0-60");

            old.commit();
            Session.result(drained);
        }
    }

    @Test
    void a_writer_that_read_the_fence_before_it_moved_logs_by_the_new_one() {
        try (PausePoint gate = PausePoint.before(
                        protocol.database,
                        "rollup.lock_key",
                        "p_kind integer, p_layer integer, p_number bigint",
                        "bigint",
                        "p_kind, p_layer, p_number");
                Session writer = Session.pausable(protocol.database)) {
            Future<Integer> written = startWrite(writer, 1, 10, 5);
            writer.awaitBlocked();

            protocol.advance(MINUTE, 60);
            assertThat(protocol.watermark(MINUTE)).isEqualTo(60);

            gate.open();
            Session.result(written);
            assertThat(protocol.pending()).containsExactly("1 1 0-60");
            protocol.recompute(MINUTE);
            assertThat(protocol.stored(MINUTE, 1, 0)).isEqualTo(5.0);
        }
    }

    @Test
    void a_write_refuses_a_snapshot_older_than_its_lock() {
        try (Session writer = Session.open(protocol.database)) {
            writer.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
            assertThat(catchThrowable(() -> write(writer, 1, 10, 5))).hasMessageContaining("READ COMMITTED");
        }
    }

    @Test
    void points_at_or_above_the_fence_log_nothing_and_points_below_it_log_their_bucket() {
        protocol.advance(MINUTE, 120);

        protocol.write(1, 120, 1);
        assertThat(protocol.pending()).isEmpty();
        protocol.write(1, 119, 1);
        assertThat(protocol.pending()).containsExactly("1 1 60-120");
    }

    @Test
    void a_write_that_rolls_back_leaves_neither_point_nor_invalidation() {
        protocol.advance(MINUTE, 120);
        try (Session writer = Session.open(protocol.database)) {
            writer.begin();
            write(writer, 1, 10, 5);
            writer.rollback();
        }
        assertThat(protocol.pending()).isEmpty();
        assertThat(protocol.one(Long.class, "SELECT count(*) FROM raw.point")).isZero();
    }

    @Test
    void a_value_sent_again_below_the_fence_logs_its_bucket() {
        protocol.write(1, 10, 5);
        protocol.advance(MINUTE, 60);

        protocol.write(1, 10, 6);
        assertThat(protocol.pending()).containsExactly("1 1 0-60");
    }
}
