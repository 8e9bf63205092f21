package io.varve.rollup;

import static io.varve.rollup.Protocol.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.PausePoint;
import io.varve.support.Session;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rule 8 of docs/protocol.md: settling and packing against writers, readers and refreshes. */
class SettleConcurrencyIT {

    private static final int RAW = 0;
    private static final int MINUTE = 1;
    private static final int SERIES = 1;
    private static final String SETTLE =
            "SELECT sum(raw.settle(shard, NULL, 1000)) FROM generate_series(0, 3) AS shard";

    private final Protocol protocol = new Protocol();

    @AfterEach
    void close() {
        protocol.close();
    }

    @Test
    void what_a_writer_of_a_generation_can_still_precede_stays_in_the_log() {
        try (Session slow = Session.open(protocol.database)) {
            slow.begin();
            write(slow, SERIES, 10, 1);
            protocol.write(SERIES, 10, 2);
            protocol.raise(RAW, 60);
            assertThat(settle()).isZero();

            slow.commit();
            assertThat(values()).containsExactly(2.0);
        }
        protocol.drain(RAW);
        assertThat(settle()).isEqualTo(2);
        assertThat(values()).containsExactly(2.0);
        assertThat(chunks()).isEqualTo(1);
    }

    @Test
    void a_newer_write_beats_the_chunk_and_is_folded_into_it_in_its_turn() {
        protocol.write(SERIES, 10, 1);
        protocol.write(SERIES, 20, 5);
        closeGeneration(60);
        settle();
        protocol.write(SERIES, 10, 2);
        assertThat(values()).containsExactly(2.0, 5.0);

        closeGeneration(120);
        assertThat(settle()).isEqualTo(1);
        assertThat(values()).containsExactly(2.0, 5.0);
    }

    @Test
    void writers_and_readers_go_on_while_the_log_is_folded() {
        protocol.write(SERIES, 10, 1);
        closeGeneration(60);
        try (PausePoint gate = PausePoint.before(
                        protocol.database,
                        "raw.settle_sql",
                        "p_lower timestamptz, p_upper timestamptz, p_held_from timestamptz, p_held_to timestamptz",
                        "text",
                        "p_lower, p_upper, p_held_from, p_held_to");
                Session settler = Session.pausable(protocol.database)) {
            Future<@Nullable Long> settled = settler.start(Long.class, SETTLE);
            settler.awaitBlocked();
            protocol.write(SERIES, 10, 7);
            assertThat(values()).containsExactly(7.0);
            assertThat(settle()).isZero();

            gate.open();
            assertThat(Session.result(settled)).isEqualTo(1);
        }
        assertThat(values()).containsExactly(7.0);
        assertThat(chunks()).isEqualTo(1);
    }

    @Test
    void an_hour_is_settled_once_it_is_over_and_its_late_points_are_in() {
        protocol.write(SERIES, 3590, 1);
        protocol.write(SERIES, 3610, 2);
        closeGeneration(4140);
        assertThat(settleWhatIsOver(1000)).isZero();
        protocol.write(SERIES, 3595, 3);
        closeGeneration(4200);
        assertThat(settleWhatIsOver(1000)).isEqualTo(2);
        assertThat(chunks()).isEqualTo(1);
        assertThat(values()).containsExactly(1.0, 3.0, 2.0);
    }

    @Test
    void a_row_with_points_of_two_hours_leaves_those_of_the_later_in_the_log_where_they_count_before_older_ones() {
        protocol.write(SERIES, 3610, 1);
        append("3590=5", "3610=2");
        closeGeneration(4200);
        assertThat(settleWhatIsOver(1000)).isEqualTo(1);
        assertThat(values()).containsExactly(5.0, 2.0);
        assertThat(chunks()).isEqualTo(1);

        closeGeneration(7800);
        assertThat(settleWhatIsOver(1000)).isEqualTo(2);
        assertThat(values()).containsExactly(5.0, 2.0);
        assertThat(chunks()).isEqualTo(2);
    }

    @Test
    void points_of_a_time_that_is_yet_to_come_do_not_wait_for_it() {
        append("3610=1", "14410=2");
        closeGeneration(4200);
        assertThat(settleWhatIsOver(1000)).isEqualTo(1);
        assertThat(values()).containsExactly(1.0, 2.0);
        assertThat(chunks()).isEqualTo(1);
    }

    @Test
    void a_group_with_more_rows_than_are_settled_at_once_does_not_wait_for_the_hour_to_end() {
        protocol.write(SERIES, 10, 1);
        protocol.write(SERIES, 10, 2);
        protocol.write(SERIES + 256, 10, 3);
        closeGeneration(60);
        assertThat(settleWhatIsOver(1)).isEqualTo(1);
        assertThat(settleWhatIsOver(1)).isZero();
        assertThat(values()).containsExactlyInAnyOrder(2.0, 3.0);
        assertThat(chunks()).isEqualTo(1);
    }

    /** A row of the log with points like 10=1, at second 10 with value 1. */
    private void append(String... points) {
        protocol.one(
                Integer.class,
                "INSERT INTO raw.batch (series_group, generation, first_time, last_time, series, times, values)"
                        + " SELECT 0, (SELECT generation FROM rollup.fence WHERE layer_id = 0), min(t), max(t),"
                        + " array_agg(1 ORDER BY n), array_agg(raw.micros_of(t) ORDER BY n),"
                        + " array_agg(split_part(p, '=', 2)::float8 ORDER BY n)"
                        + " FROM (SELECT n, p, ?::timestamptz + split_part(p, '=', 1)::integer * interval '1 second' AS t"
                        + "  FROM unnest(string_to_array(?, ' ')) WITH ORDINALITY AS u (p, n)) AS points RETURNING 1",
                Protocol.now(0),
                String.join(" ", points));
    }

    private long settleWhatIsOver(int limit) {
        return protocol.one(
                Long.class,
                "SELECT sum(raw.settle(shard, interval '10 minutes', " + limit
                        + ")) FROM generate_series(0, 3) AS shard");
    }

    @Test
    void settling_logs_nothing_and_a_refresh_of_what_is_settled_is_the_same() {
        protocol.write(SERIES, 10, 1);
        protocol.advance(MINUTE, 60);
        protocol.write(SERIES, 20, 2);
        closeGeneration(120);
        List<String> before = protocol.pending();
        settle();
        assertThat(protocol.pending()).isEqualTo(before);
        protocol.recompute(MINUTE);
        assertThat(protocol.stored(MINUTE, SERIES, 0)).isEqualTo(3.0);
    }

    @Test
    void frames_are_not_packed_while_their_buckets_are_recomputed() {
        protocol.write(SERIES, 10, 1);
        protocol.advance(MINUTE, 1800);
        protocol.advance(MINUTE, 3600);
        protocol.write(SERIES, 20, 2);
        try (Session refresher = Session.open(protocol.database)) {
            refresher.begin();
            refresher.one(Integer.class, "SELECT rollup.refresh_invalidated(1, 1, now(), 500)");
            assertThat(pack()).isZero();
            refresher.commit();
        }
        assertThat(pack()).isEqualTo(1);
        assertThat(stored()).containsExactly(3.0);
    }

    @Test
    void a_late_bucket_waits_for_others_before_its_frame_is_packed_again() {
        protocol.write(SERIES, 10, 1);
        protocol.advance(MINUTE, 1800);
        protocol.advance(MINUTE, 4800);
        pack();
        protocol.write(SERIES, 20, 2);
        protocol.recompute(MINUTE);
        assertThat(packAfterRecompute("9 minutes")).isZero();
        assertThat(packAfterRecompute("10 minutes")).isEqualTo(1);
        assertThat(stored()).containsExactly(3.0);
    }

    private int packAfterRecompute(String later) {
        return protocol.one(
                Integer.class,
                "SELECT sum(rollup.pack(1, shard, interval '10 minutes', (SELECT max(updated_at) FROM bronze.rollup_1m) + interval '"
                        + later + "', 100)) FROM generate_series(0, 3) AS shard");
    }

    @Test
    void a_packed_bucket_without_points_is_hidden_and_gone_after_the_next_packing() {
        protocol.write(SERIES, 10, 1);
        protocol.write(SERIES, 70, 5);
        protocol.advance(MINUTE, 3600);
        assertThat(stored()).containsExactly(1.0, 5.0);
        protocol.one(
                Long.class,
                "SELECT raw.delete_points(w.fence, w.generation, now(), ARRAY[1], ?::timestamptz, ?::timestamptz)"
                        + " FROM raw.begin_write(0) AS w",
                Protocol.now(0),
                Protocol.now(60));
        protocol.recompute(MINUTE);
        assertThat(stored()).containsExactly(5.0);

        pack();
        assertThat(stored()).containsExactly(5.0);
        assertThat(protocol.one(Long.class, "SELECT count(*) FROM bronze.rollup_1m"))
                .isZero();
    }

    private void closeGeneration(long second) {
        protocol.raise(RAW, second);
        protocol.drain(RAW);
    }

    private long settle() {
        return protocol.one(Long.class, SETTLE);
    }

    private int pack() {
        return protocol.one(
                Integer.class,
                "SELECT sum(rollup.pack(1, shard, interval '0', now(), 100)) FROM generate_series(0, 3) AS shard");
    }

    private long chunks() {
        return protocol.one(Long.class, "SELECT count(*) FROM raw.chunk");
    }

    private List<Double> values() {
        return list("SELECT value FROM raw.point ORDER BY time");
    }

    /** The sums of the minutes the tier stores, packed or not. */
    private List<Double> stored() {
        String rows = protocol.one(
                String.class,
                "SELECT rollup.layer_sql(1, NULL, f, t, f, t) FROM (SELECT quote_literal('1900-01-01Z') || '::timestamptz' AS f,"
                        + " quote_literal('2200-01-01Z') || '::timestamptz' AS t) AS range");
        return list("SELECT value_sum FROM " + rows + " AS stored ORDER BY bucket");
    }

    private List<Double> list(String sql) {
        return protocol.database.jdbc().sql(sql).query(Double.class).list();
    }
}
