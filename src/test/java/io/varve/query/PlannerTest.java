package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.query.QueryProperties.AutoInterval;
import io.varve.rollup.Floors;
import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {

    private static final Floors KEPT = new Floors(0, Collections.nCopies(9, Long.MIN_VALUE), Map.of());

    @Test
    void an_aligned_range_below_the_watermark_comes_from_the_coarsest_tier_alone() {
        assertThat(plan("2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z", "day", "2025-01-01T00:00:00Z"))
                .containsExactly("2024-01-01T00:00:00Z 1d 2024-02-01T00:00:00Z");
        assertThat(plan("2020-01-01T00:00:00Z", "2024-01-01T00:00:00Z", "year", "2025-01-01T00:00:00Z"))
                .containsExactly("2020-01-01T00:00:00Z 1y 2024-01-01T00:00:00Z");
    }

    @Test
    void ragged_edges_come_from_ever_finer_tiers() {
        assertThat(plan("2024-01-01T22:53:30Z", "2024-01-04T01:07:00.000001Z", "day", "2025-01-01T00:00:00Z"))
                .containsExactly(
                        "2024-01-01T22:53:30Z raw 2024-01-01T22:54:00Z",
                        "2024-01-01T22:54:00Z 1m 2024-01-01T22:55:00Z",
                        "2024-01-01T22:55:00Z 5m 2024-01-01T23:00:00Z",
                        "2024-01-01T23:00:00Z 1h 2024-01-02T00:00:00Z",
                        "2024-01-02T00:00:00Z 1d 2024-01-04T00:00:00Z",
                        "2024-01-04T00:00:00Z 1h 2024-01-04T01:00:00Z",
                        "2024-01-04T01:00:00Z 5m 2024-01-04T01:05:00Z",
                        "2024-01-04T01:05:00Z 1m 2024-01-04T01:07:00Z",
                        "2024-01-04T01:07:00Z raw 2024-01-04T01:07:00.000001Z");
    }

    @Test
    void the_tail_past_each_watermark_comes_from_the_next_finer_layer() {
        assertThat(plan("2024-01-01T00:00:00Z", "2024-01-10T00:00:00Z", "day", "2024-01-03T14:33:10Z"))
                .containsExactly(
                        "2024-01-01T00:00:00Z 1d 2024-01-03T00:00:00Z",
                        "2024-01-03T00:00:00Z 1h 2024-01-03T14:00:00Z",
                        "2024-01-03T14:00:00Z 5m 2024-01-03T14:30:00Z",
                        "2024-01-03T14:30:00Z 1m 2024-01-03T14:33:00Z",
                        "2024-01-03T14:33:00Z raw 2024-01-10T00:00:00Z");
    }

    @Test
    void before_the_first_refresh_everything_comes_from_raw() {
        List<TierState> fresh = tiers(Long.MIN_VALUE);
        TimeRange range = range("2024-01-01T00:00:00Z", "2024-03-01T00:00:00Z");
        assertThat(Planner.plan(range, BucketWidth.parse("month"), fresh, KEPT))
                .isEqualTo(Planner.rawOnly(range, KEPT));
    }

    @Test
    void weeks_months_and_years_do_not_nest_in_each_other() {
        assertThat(plan("2024-01-01T00:00:00Z", "2024-02-05T00:00:00Z", "week", "2025-01-01T00:00:00Z"))
                .containsExactly("2024-01-01T00:00:00Z 1w 2024-02-05T00:00:00Z");
        assertThat(plan("2024-01-29T00:00:00Z", "2024-03-04T00:00:00Z", "month", "2025-01-01T00:00:00Z"))
                .containsExactly(
                        "2024-01-29T00:00:00Z 1d 2024-02-01T00:00:00Z",
                        "2024-02-01T00:00:00Z 1mo 2024-03-01T00:00:00Z",
                        "2024-03-01T00:00:00Z 1d 2024-03-04T00:00:00Z");
        assertThat(plan("2023-12-01T00:00:00Z", "2025-02-01T00:00:00Z", "year", "2026-01-01T00:00:00Z"))
                .containsExactly(
                        "2023-12-01T00:00:00Z 1mo 2024-01-01T00:00:00Z",
                        "2024-01-01T00:00:00Z 1y 2025-01-01T00:00:00Z",
                        "2025-01-01T00:00:00Z 1mo 2025-02-01T00:00:00Z");
    }

    @Test
    void times_before_1970_are_no_different() {
        assertThat(plan("1969-12-30T12:00:00Z", "1970-01-06T00:00:00Z", "week", "2025-01-01T00:00:00Z"))
                .containsExactly(
                        "1969-12-30T12:00:00Z 1h 1969-12-31T00:00:00Z", "1969-12-31T00:00:00Z 1d 1970-01-06T00:00:00Z");
        assertThat(plan("1969-12-28T00:00:00Z", "1970-01-06T00:00:00Z", "week", "2025-01-01T00:00:00Z"))
                .containsExactly(
                        "1969-12-28T00:00:00Z 1d 1969-12-29T00:00:00Z",
                        "1969-12-29T00:00:00Z 1w 1970-01-05T00:00:00Z",
                        "1970-01-05T00:00:00Z 1d 1970-01-06T00:00:00Z");
    }

    /** QRY3, QRY4: a tier serves every width its buckets nest in, also one that is no tier. */
    @Test
    void each_width_is_served_by_the_coarsest_tier_that_nests_in_it() {
        assertThat(coarsest("1m")).isEqualTo("1m");
        assertThat(coarsest("5m")).isEqualTo("5m");
        assertThat(coarsest("15m")).isEqualTo("5m");
        assertThat(coarsest("7m")).isEqualTo("1m");
        assertThat(coarsest("90s")).isEqualTo("raw");
        assertThat(coarsest("6h")).isEqualTo("1h");
        assertThat(coarsest("36h")).isEqualTo("1h");
        assertThat(coarsest("2d")).isEqualTo("1d");
        assertThat(coarsest("2w")).isEqualTo("1w");
        assertThat(coarsest("3mo")).isEqualTo("1mo");
        assertThat(coarsest("5y")).isEqualTo("1y");
    }

    /** What {@code interval=auto} becomes for whole buckets up to now, and which tier serves it; by both documented profiles. */
    @ParameterizedTest
    @CsvSource({
        "PT1H,1m,raw",
        "PT2H,5m,raw",
        "P1D,5m,raw",
        "P2D,1h,raw",
        "P7D,1h,1h",
        "P30D,1d,1h",
        "P90D,1d,1h",
        "P182D,1d,1d",
        "P366D,1d,1d",
        "P731D,1d,1mo",
        "P7300D,1d,1mo"
    })
    void tst7_each_range_goes_to_the_documented_tier(Duration length, String first, String second) {
        assertThat(routed(length, new QueryProperties(List.of(), 1, 1, 1, 1, 1)))
                .isEqualTo(first);
        assertThat(routed(
                        length,
                        new QueryProperties(
                                List.of(
                                        new AutoInterval(null, Duration.ofDays(7), "raw"),
                                        new AutoInterval(Duration.ofDays(90), null, "1h"),
                                        new AutoInterval(Duration.ofDays(366), null, "1d"),
                                        new AutoInterval(null, null, "1mo")),
                                1,
                                1,
                                1,
                                1,
                                1)))
                .isEqualTo(second);
    }

    /** The layer that serves most of the range. */
    private static String routed(Duration length, QueryProperties properties) {
        Buckets buckets = properties.auto(length).buckets();
        if (buckets == null) {
            return "raw";
        }
        long now = micros("2025-01-01T00:00:00Z");
        TimeRange range = new TimeRange(buckets.floor(now - length.toSeconds() * Micros.SECOND), now);
        return Planner.plan(range, buckets, tiers(now), KEPT).stream()
                .max(Comparator.comparingLong(segment -> segment.range().length()))
                .orElseThrow()
                .resolution();
    }

    /** QRY6: what is in the table of tiers is used, whatever it is. */
    @Test
    void a_tier_that_is_added_is_used() {
        List<TierState> tiers = new ArrayList<>(tiers(micros("2025-01-01T00:00:00Z")));
        Tier sixHours = new Tier((short) 8, "6h", (short) 3, BucketWidth.parse("6h"), "gold.rollup_6h", false);
        tiers.add(new TierState(sixHours, micros("2025-01-01T00:00:00Z")));
        TimeRange range = range("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z");
        assertThat(Planner.plan(range, BucketWidth.parse("12h"), tiers, KEPT))
                .containsExactly(new Segment(range, sixHours));
    }

    @Test
    void a_tier_is_never_trusted_further_than_what_it_is_built_from() {
        List<TierState> tiers = new ArrayList<>(tiers(micros("2024-01-02T00:00:00Z")));
        tiers.set(3, new TierState(tiers.get(3).tier(), micros("2024-01-09T00:00:00Z")));
        List<Segment> plan = Planner.plan(
                range("2024-01-01T00:00:00Z", "2024-01-10T00:00:00Z"), BucketWidth.parse("day"), tiers, KEPT);
        assertThat(plan).extracting(Segment::resolution).containsExactly("1d", "raw");
        assertThat(plan.get(0).range().to()).isEqualTo(micros("2024-01-02T00:00:00Z"));
    }

    /** QRY9: nothing between two segments, nothing twice, no bucket cut in two, none past its watermark. */
    @Test
    void segments_partition_the_range_exactly_and_each_is_whole_buckets_of_its_tier() {
        Random random = new Random(7);
        String[] widths = {"1s", "90s", "1m", "7m", "15m", "1h", "5h", "1d", "2d", "1w", "3w", "1mo", "3mo", "1y", "2y"
        };
        for (int i = 0; i < 20_000; i++) {
            BucketWidth width = BucketWidth.parse(widths[random.nextInt(widths.length)]);
            List<TierState> tiers = randomTiers(random);
            TimeRange range = randomRange(random);
            assertPartition(range, width, tiers, Planner.plan(range, width, tiers, KEPT));
        }
    }

    private static void assertPartition(
            TimeRange range, BucketWidth width, List<TierState> tiers, List<Segment> segments) {
        long at = range.from();
        for (Segment segment : segments) {
            assertThat(segment.range().from()).isEqualTo(at);
            at = segment.range().to();
            Tier tier = segment.tier();
            if (tier != null) {
                assertThat(tier.width().floor(segment.range().from()))
                        .isEqualTo(segment.range().from());
                assertThat(tier.width().floor(at)).isEqualTo(at);
                assertThat(at).isLessThanOrEqualTo(tiers.get(tier.id() - 1).watermark());
                assertThat(width.contains(tier.width())).isTrue();
            }
        }
        assertThat(at).isEqualTo(range.to());
    }

    private static List<TierState> randomTiers(Random random) {
        List<TierState> tiers = new ArrayList<>();
        for (TierState state : tiers(0)) {
            long source = state.tier().sourceId() == 0
                    ? random.nextLong(micros("1950-01-01T00:00:00Z"), micros("2100-01-01T00:00:00Z"))
                    : tiers.get(state.tier().sourceId() - 1).watermark();
            long lag = random.nextInt(3) == 0
                    ? 0
                    : random.nextLong(3 * state.tier().width().next(0) + 1);
            tiers.add(new TierState(state.tier(), state.tier().width().floor(source - lag)));
        }
        return tiers;
    }

    private static TimeRange randomRange(Random random) {
        long from = random.nextLong(micros("1950-01-01T00:00:00Z"), micros("2100-01-01T00:00:00Z"));
        long length = 1 + (long) Math.exp(random.nextDouble() * Math.log(20L * 366 * Micros.DAY));
        if (random.nextBoolean()) {
            from = Math.floorDiv(from, Micros.DAY) * Micros.DAY;
        }
        return new TimeRange(from, from + length);
    }

    private static String coarsest(String width) {
        return Planner.plan(
                        range("2000-01-03T00:00:00Z", "2030-01-01T00:00:00Z"),
                        BucketWidth.parse(width),
                        tiers(micros("2040-01-01T00:00:00Z")),
                        KEPT)
                .stream()
                .max(java.util.Comparator.comparingLong(
                        segment -> segment.range().length()))
                .orElseThrow()
                .resolution();
    }

    private static List<String> plan(String from, String to, String width, String watermark) {
        return Planner.plan(range(from, to), BucketWidth.parse(width), tiers(micros(watermark)), KEPT).stream()
                .map(segment -> Micros.toInstant(segment.range().from()) + " " + segment.resolution() + " "
                        + Micros.toInstant(segment.range().to()))
                .toList();
    }

    static List<TierState> tiers(long watermark) {
        return List.of(
                tier(1, "1m", 0, watermark),
                tier(2, "5m", 1, watermark),
                tier(3, "1h", 2, watermark),
                tier(4, "1d", 3, watermark),
                tier(5, "1w", 4, watermark),
                tier(6, "1mo", 4, watermark),
                tier(7, "1y", 6, watermark));
    }

    private static TierState tier(int id, String name, int source, long watermark) {
        BucketWidth width = BucketWidth.parse(name);
        long aligned = watermark == Long.MIN_VALUE ? watermark : width.floor(watermark);
        return new TierState(new Tier((short) id, name, (short) source, width, "tier." + name, false), aligned);
    }

    private static TimeRange range(String from, String to) {
        return new TimeRange(micros(from), micros(to));
    }

    private static long micros(String text) {
        return Micros.of(Instant.parse(text));
    }
}
