package io.varve.rollup;

import static io.varve.rollup.Protocol.startRecompute;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.PausePoint;
import io.varve.support.RawLog;
import io.varve.support.Session;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reconciliation beside writes, refreshes, settling and packing: never a false mismatch, and a repair is never lost. */
class ReconcileConcurrencyIT {

    private static final int MINUTE = 1;
    private static final int SERIES = 1;

    private final Protocol protocol = new Protocol();

    @BeforeEach
    void one_point_rolled_up_to_five_minutes() {
        protocol.write(SERIES, 10, 1);
        protocol.advance(MINUTE, 600);
        protocol.advance(2, 600);
        assertThat(found()).containsExactly("1m 1 0 0", "5m 1 0 0");
    }

    @AfterEach
    void close() {
        protocol.close();
    }

    @Test
    void a_late_write_is_nothing_before_it_commits_and_pending_afterwards() {
        try (Session writer = Session.open(protocol.database)) {
            writer.begin();
            Protocol.write(writer, SERIES, 20, 10);
            assertThat(found()).containsExactly("1m 1 0 0", "5m 1 0 0");
            writer.commit();
        }
        assertThat(found()).containsExactly("1m 0 1 0", "5m 0 1 0");
    }

    @Test
    void a_bucket_is_pending_until_its_recomputation_commits_and_its_parent_until_its_own() {
        protocol.write(SERIES, 20, 10);
        try (PausePoint gate = beforeLogging();
                Session refresher = Session.pausable(protocol.database)) {
            Future<Integer> taken = startRecompute(refresher, MINUTE, SERIES);
            refresher.awaitBlocked();
            assertThat(found()).containsExactly("1m 0 1 0", "5m 0 1 0");
            gate.open();
            Session.result(taken);
        }
        assertThat(found()).containsExactly("1m 1 0 0", "5m 0 1 0");
        protocol.recompute(2);
        assertThat(found()).containsExactly("1m 1 0 0", "5m 1 0 0");
    }

    @Test
    void a_repair_that_commits_while_the_bucket_is_being_recomputed_stays_in_the_log() {
        protocol.write(SERIES, 20, 10);
        try (PausePoint gate = beforeLogging();
                Session refresher = Session.pausable(protocol.database)) {
            Future<Integer> taken = startRecompute(refresher, MINUTE, SERIES);
            refresher.awaitBlocked();
            protocol.one(
                    Integer.class,
                    "SELECT rollup.invalidate(1, ARRAY[1], ARRAY[?::timestamptz], ARRAY[?::timestamptz], now())",
                    Protocol.now(5),
                    Protocol.now(6));
            gate.open();
            Session.result(taken);
        }
        assertThat(protocol.pending()).contains("1 1 0-60");
    }

    @Test
    void only_what_lies_behind_the_watermark_is_logged() {
        assertThat(protocol.one(
                        Integer.class,
                        "SELECT rollup.invalidate(1, ARRAY[1, 1], ARRAY[?, ?]::timestamptz[], ARRAY[?, ?]::timestamptz[], now())",
                        Protocol.now(570),
                        Protocol.now(700),
                        Protocol.now(900),
                        Protocol.now(800)))
                .isEqualTo(1);
        assertThat(protocol.pending()).containsExactly("1 1 540-600");
    }

    @Test
    void a_partition_is_not_dropped_while_it_is_read() {
        try (Session reader = Session.open(protocol.database);
                Session dropper = Session.open(protocol.database)) {
            reader.begin();
            assertThat(reader.all(
                            String.class, "SELECT tier FROM rollup.reconcile(ARRAY[1], '2025-01-06Z', '2025-01-07Z')"))
                    .hasSize(7);
            Future<Boolean> dropped = dropper.start(Boolean.class, "DROP TABLE raw.chunk_p20250101");
            dropper.awaitBlocked();
            reader.commit();
            dropped.cancel(true);
        }
    }

    @Test
    void whatever_runs_beside_it_nothing_is_called_a_mismatch() {
        try (Session other = Session.open(protocol.database)) {
            for (int round = 0; round < 12; round++) {
                Future<Integer> work = other.start(Integer.class, work(round));
                assertThat(found()).allMatch(tier -> tier.endsWith(" 0"));
                assertThat(found()).allMatch(tier -> tier.endsWith(" 0"));
                Session.result(work);
            }
        }
    }

    private String work(int round) {
        protocol.write(SERIES, 30 + round, round);
        return switch (round % 4) {
            case 0 ->
                "SELECT count(*) FROM generate_series(1, 7) AS tier, generate_series(0, 3) AS shard,"
                        + " rollup.refresh_invalidated(tier, shard, now(), 100)";
            case 1 -> {
                RawLog.settle(protocol.database.jdbc());
                yield "SELECT count(rollup.pack(1, shard, interval '0', now(), 10)) FROM generate_series(0, 3) AS shard";
            }
            case 2 -> "SELECT count(raw.settle(shard, NULL, 10)) FROM generate_series(0, 3) AS shard";
            default -> "SELECT count(*) FROM rollup.refresh_forward(1, now())";
        };
    }

    /** "tier checked pending mismatches" of the tiers that have anything. */
    private List<String> found() {
        return protocol.database
                .jdbc()
                .sql("SELECT concat_ws(' ', tier, checked, pending, mismatches)"
                        + " FROM rollup.reconcile(ARRAY[1], '2025-01-06Z', '2025-01-07Z') WHERE checked + pending > 0")
                .query(String.class)
                .list();
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
