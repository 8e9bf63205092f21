package io.varve.rollup;

import static io.varve.rollup.FloorHistory.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.Session;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules 6 and 9 of docs/protocol.md: floors against writers, refreshes and readers. */
class FloorIT {

    private static final int RAW = 0;
    private static final int MINUTE = 1;
    private static final Instant OLD = Instant.parse("2025-01-06T10:20:30Z");
    private static final Instant NOW = Instant.parse("2025-03-10T00:00:00Z");
    private static final Instant FLOOR = Instant.parse("2025-03-01T00:00:00Z");

    private static final String RAISE =
            "SELECT extract(epoch FROM rollup.raise_floor(0, '2025-03-01 00:00Z', NULL, now()))::bigint";
    private static final String ENTER =
            "SELECT extract(epoch FROM (raw.enter_floor(ARRAY[1]))[1])::text FROM raw.begin_write(0)";

    private final FloorHistory history = new FloorHistory();

    @BeforeEach
    void points() {
        history.write(1, OLD, 0, 3, NOW);
        history.write(1, NOW.minusSeconds(7200), 0, 5, NOW);
        history.drain(NOW);
        history.settle();
    }

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void a_floor_waits_for_writers_of_late_points_and_stops_below_what_they_wrote() {
        try (Session writer = Session.open(history.database);
                Session retention = Session.open(history.database)) {
            writer.begin();
            writer.one(String.class, ENTER);
            writer.run("SELECT rollup.log_invalidations(0, ARRAY[1], ARRAY[timestamptz '2025-01-20 05:00Z'],"
                    + " ARRAY[timestamptz '2025-01-20 05:01Z'], '2025-03-10', now())");
            Future<@Nullable Long> raised = retention.start(Long.class, RAISE);
            retention.awaitBlocked();
            writer.commit();
            assertThat(Session.result(raised))
                    .isEqualTo(Instant.parse("2025-01-20T05:00:00Z").getEpochSecond());
        }
    }

    @Test
    void a_writer_that_waited_for_a_floor_sees_where_it_went() {
        try (Session writer = Session.open(history.database);
                Session retention = Session.open(history.database)) {
            retention.begin();
            retention.one(Long.class, RAISE);
            writer.begin();
            Future<@Nullable String> entered = writer.start(String.class, ENTER);
            writer.awaitBlocked();
            retention.commit();
            assertThat(Session.result(entered)).startsWith(Long.toString(FLOOR.getEpochSecond()));
        }
    }

    @Test
    void a_floor_does_not_move_under_a_refresh() {
        try (Session refresher = Session.open(history.database)) {
            refresher.begin();
            refresher.one(Integer.class, "SELECT rollup.refresh_invalidated(3, 1, now(), 10)");
            assertThat(history.raise(RAW, FLOOR, null, NOW)).isNull();
            refresher.commit();
        }
        assertThat(history.raise(RAW, FLOOR, null, NOW)).isEqualTo(FLOOR);
    }

    @Test
    void a_point_below_the_floor_waits_for_a_refresh_of_its_shard_and_counts_once() {
        history.raise(RAW, FLOOR, null, NOW);
        try (Session refresher = Session.open(history.database);
                Session writer = Session.open(history.database)) {
            refresher.begin();
            refresher.one(Integer.class, "SELECT rollup.refresh_invalidated(2, 1, now(), 10)");
            Future<@Nullable Integer> merged = writer.start(
                    Integer.class,
                    "SELECT raw.merge_late(now(), ARRAY[1], ARRAY[raw.micros_of(?::timestamptz)], NULL, ARRAY[4.0])",
                    at(OLD.plusSeconds(1)));
            writer.awaitBlocked();
            refresher.commit();
            assertThat(Session.result(merged)).isEqualTo(1);
        }
        history.remember(1, OLD.plusSeconds(1), 0, 4);
        history.drain(NOW);
        assertThat(history.check()).isPositive();
    }

    @Test
    void a_point_below_the_floor_is_known_again() {
        history.raise(RAW, FLOOR, null, NOW);
        assertThat(history.write(1, OLD.plusSeconds(1), 0, 4, NOW)).isTrue();
        assertThat(history.write(1, OLD.plusSeconds(1), 0, 4, NOW)).isTrue();
        history.drain(NOW);
        history.check();
        assertThatThrownBy(() -> history.write(1, OLD.plusSeconds(1), 0, 4.5, NOW))
                .hasMessageContaining("is only left in aggregates, with value 4: it cannot become 4.5");
    }

    @Test
    void a_point_of_whose_time_nothing_is_kept_is_refused() {
        for (int layer = 0; layer <= 7; layer++) {
            history.raise(layer, FLOOR, null, NOW);
        }
        history.one(
                Integer.class,
                "WITH all_of_it AS (UPDATE rollup.floor SET position = '2025-03-01' RETURNING 1) SELECT count(*) FROM all_of_it");
        assertThatThrownBy(() -> history.write(1, OLD, 0, 4, NOW))
                .hasMessageContaining("nothing is kept of 2025-01-06T10:20:30");
    }

    @Test
    void partitions_are_dropped_only_when_no_snapshot_from_before_is_left() {
        try (Session report = Session.open(history.database)) {
            report.snapshot();
            history.raise(RAW, FLOOR, null, NOW);
            history.remove(RAW);
            assertThat(report.one(Long.class, "SELECT count(*) FROM raw.point")).isEqualTo(2);
            report.commit();
        }
        history.remove(RAW);
        assertThat(history.one(Long.class, "SELECT count(*) FROM raw.point")).isEqualTo(1);
        history.drain(NOW);
        assertThat(history.check()).isPositive();
    }

    @Test
    void what_is_removed_does_not_come_back_with_a_late_point() {
        history.raise(RAW, FLOOR, null, NOW);
        history.raise(MINUTE, FLOOR, null, NOW);
        history.remove(RAW);
        history.remove(MINUTE);
        assertThat(history.write(2, OLD, 0, 4, NOW)).isTrue();
        assertThat(
                        history.one(
                                Long.class,
                                "SELECT count(*) FROM ops.partition WHERE from_time < '2025-02-01' AND table_name IN ('chunk', 'frame_1m')"))
                .isZero();
        history.drain(NOW);
        assertThat(history.check()).isPositive();
    }

    @Test
    void what_holds_a_floor_is_named() {
        assertThat(history.limit(RAW, NOW.plus(Duration.ofDays(1))))
                .containsEntry("floor", Timestamp.from(NOW))
                .extractingByKey("held_by")
                .asString()
                .startsWith("tier 1m is materialised up to");
        history.write(1, OLD.plusSeconds(5), 0, 9, NOW);
        assertThat(history.limit(RAW, FLOOR))
                .containsEntry("floor", Timestamp.from(Instant.parse("2025-01-06T10:00:00Z")));
        history.drain(NOW.plusSeconds(300));
        assertThat(history.limit(RAW, FLOOR))
                .extractingByKey("held_by")
                .asString()
                .startsWith("the log has points to settle from");
    }
}
