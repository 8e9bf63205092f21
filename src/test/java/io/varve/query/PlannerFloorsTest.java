package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.Floors;
import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plans where finer layers are gone: QRY7, QRY8. */
class PlannerFloorsTest {

    private static final List<TierState> TIERS = PlannerTest.tiers(micros("2025-03-31T12:00:00Z"));

    /** Raw since 1 March, 1m since 22 February, 5m since 1 January, 1h since 2024, days for ever. */
    private static final Floors FLOORS = floors(
            "2025-03-01T00:00:00Z",
            "2025-02-22T00:00:00Z",
            "2025-01-01T00:00:00Z",
            "2024-01-01T00:00:00Z",
            null,
            null,
            null,
            null);

    @Test
    void a_range_across_floors_goes_to_whatever_is_kept_of_each_time() {
        assertThat(plan("2023-12-31T00:00:00Z", "2025-03-02T00:00:00Z", "min"))
                .containsExactly(
                        "2023-12-31T00:00:00Z 1d 2024-01-01T00:00:00Z",
                        "2024-01-01T00:00:00Z 1h 2025-01-01T00:00:00Z",
                        "2025-01-01T00:00:00Z 5m 2025-02-22T00:00:00Z",
                        "2025-02-22T00:00:00Z 1m 2025-03-02T00:00:00Z",
                        "inexact");
    }

    @Test
    void what_nests_is_exact_however_little_is_kept() {
        assertThat(plan("2020-05-01T00:00:00Z", "2020-06-01T00:00:00Z", "day"))
                .containsExactly("2020-05-01T00:00:00Z 1d 2020-06-01T00:00:00Z");
        assertThat(plan("2024-05-01T00:00:00Z", "2024-05-02T06:00:00Z", "hour"))
                .containsExactly("2024-05-01T00:00:00Z 1h 2024-05-02T06:00:00Z");
    }

    @Test
    void an_edge_nothing_fine_enough_is_kept_for_widens_to_the_bucket() {
        assertThat(plan("2024-05-01T10:20:00Z", "2024-05-01T12:40:00Z", "hour"))
                .containsExactly(
                        "2024-05-01T10:00:00Z 1h 2024-05-01T11:00:00Z",
                        "2024-05-01T11:00:00Z 1h 2024-05-01T12:00:00Z",
                        "2024-05-01T12:00:00Z 1h 2024-05-01T13:00:00Z",
                        "inexact");
        assertThat(plan("2020-05-01T10:20:00Z", "2020-05-01T12:40:00Z", "hour"))
                .containsExactly("2020-05-01T00:00:00Z 1d 2020-05-02T00:00:00Z", "inexact");
    }

    @Test
    void widths_no_tier_nests_in_are_answered_from_the_finest_that_is_kept() {
        assertThat(plan("2025-02-28T23:50:00Z", "2025-03-01T00:03:00Z", "90s"))
                .containsExactly(
                        "2025-02-28T23:50:00Z 1m 2025-03-01T00:00:00Z",
                        "2025-03-01T00:00:00Z raw 2025-03-01T00:03:00Z",
                        "inexact");
    }

    @Test
    void raw_answers_where_it_outlives_its_tiers() {
        Floors archive = floors(
                "2025-01-01T00:00:00Z", "2025-03-01T00:00:00Z", "2025-01-01T00:00:00Z", null, null, null, null, null);
        assertThat(plan("2025-02-27T00:00:00Z", "2025-03-02T00:00:00Z", "min", archive))
                .containsExactly(
                        "2025-02-27T00:00:00Z raw 2025-03-01T00:00:00Z",
                        "2025-03-01T00:00:00Z 1m 2025-03-02T00:00:00Z");
    }

    @Test
    void raw_alone_begins_at_its_floor() {
        assertThat(Planner.rawOnly(range("2025-02-01T00:00:00Z", "2025-03-02T00:00:00Z"), FLOORS))
                .containsExactly(new Segment(range("2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z"), null));
        assertThat(Planner.rawOnly(range("2025-02-01T00:00:00Z", "2025-02-02T00:00:00Z"), FLOORS))
                .isEmpty();
    }

    /** Nothing twice, no bucket cut in two, none below its floor or past its watermark, nothing left out that is kept. */
    @Test
    void segments_are_whole_kept_buckets_without_overlap_and_leave_nothing_out() {
        Random random = new Random(11);
        String[] widths = {"1s", "90s", "1m", "7m", "15m", "1h", "5h", "1d", "2d", "1w", "1mo", "1y"};
        for (int i = 0; i < 20_000; i++) {
            BucketWidth width = BucketWidth.parse(widths[random.nextInt(widths.length)]);
            Floors floors = random.nextInt(4) == 0 ? randomFloors(random, false) : randomFloors(random, true);
            long from = random.nextLong(micros("2015-01-01T00:00:00Z"), micros("2025-04-10T00:00:00Z"));
            TimeRange range = new TimeRange(
                    from, from + 1 + (long) Math.exp(random.nextDouble() * Math.log(12L * 366 * Micros.DAY)));
            List<Segment> segments = Planner.plan(range, width, TIERS, floors);
            assertSound(segments, floors);
            if (range.from() >= floors.of(0)) {
                assertThat(new QueryPlan(range, segments, TIERS, floors).isExact(width))
                        .isTrue();
            }
            if (!segments.isEmpty()) {
                assertThat(segments.get(segments.size() - 1).range().to()).isGreaterThanOrEqualTo(range.to());
                assertThat(segments.get(0).range().from()).isLessThanOrEqualTo(Math.max(range.from(), floors.of(4)));
            }
        }
    }

    private static void assertSound(List<Segment> segments, Floors floors) {
        long at = Long.MIN_VALUE;
        for (Segment segment : segments) {
            assertThat(segment.range().from()).isGreaterThanOrEqualTo(at);
            if (at > Long.MIN_VALUE) {
                assertThat(segment.range().from()).isEqualTo(at);
            }
            at = segment.range().to();
            Tier tier = segment.tier();
            assertThat(segment.range().from()).isGreaterThanOrEqualTo(floors.of(tier == null ? 0 : tier.id()));
            if (tier != null) {
                assertThat(tier.width().floor(segment.range().from()))
                        .isEqualTo(segment.range().from());
                assertThat(tier.width().floor(at)).isEqualTo(at);
                assertThat(at).isLessThanOrEqualTo(TIERS.get(tier.id() - 1).watermark());
            }
        }
    }

    /** As retention sets them: boundaries of days, not above any watermark; finer layers' later ones if {@code ordered}. */
    private static Floors randomFloors(Random random, boolean ordered) {
        List<Long> floors = new ArrayList<>();
        for (int layer = 0; layer < 4; layer++) {
            floors.add(Math.floorDiv(
                            random.nextLong(micros("2020-01-01T00:00:00Z"), micros("2025-03-30T00:00:00Z")), Micros.DAY)
                    * Micros.DAY);
        }
        if (ordered) {
            floors.sort(Collections.reverseOrder());
        }
        floors.add(random.nextBoolean() ? Long.MIN_VALUE : micros("2018-01-01T00:00:00Z"));
        floors.addAll(Collections.nCopies(3, Long.MIN_VALUE));
        return new Floors(1, floors, Map.of());
    }

    private static List<String> plan(String from, String to, String width) {
        return plan(from, to, width, FLOORS);
    }

    private static List<String> plan(String from, String to, String width, Floors floors) {
        BucketWidth asked = BucketWidth.parse(width);
        List<Segment> segments = Planner.plan(range(from, to), asked, TIERS, floors);
        List<String> lines = new ArrayList<>(segments.stream()
                .map(segment -> Micros.toInstant(segment.range().from()) + " " + segment.resolution() + " "
                        + Micros.toInstant(segment.range().to()))
                .toList());
        if (!new QueryPlan(range(from, to), segments, TIERS, floors).isExact(asked)) {
            lines.add("inexact");
        }
        return lines;
    }

    private static Floors floors(@Nullable String... times) {
        List<Long> floors = new ArrayList<>();
        for (String time : times) {
            floors.add(time == null ? Long.MIN_VALUE : micros(time));
        }
        return new Floors(1, floors, Map.of());
    }

    private static TimeRange range(String from, String to) {
        return new TimeRange(micros(from), micros(to));
    }

    private static long micros(String time) {
        return Micros.of(Instant.parse(time));
    }
}
