package io.varve.query;

import static io.varve.query.Fixture.micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.catalog.ValueKind;
import io.varve.query.Fixture.Point;
import io.varve.rollup.Floors;
import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.rollup.Tiers;
import io.varve.support.DatabaseExtension;
import io.varve.support.NaiveCalendar;
import io.varve.support.NaiveRollup;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * Stored buckets are right except where the invalidation log, at their own or a finer tier, or the watermark says
 * otherwise: there they hold nonsense or are missing. Every answer must equal a recomputation from raw all the same.
 */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadThroughIT {

    private static final long SEED = Long.getLong("varve.test.seed", 20240229L);
    private static final long START = micros("2023-11-17T00:00:00Z");
    private static final long END = micros("2024-03-20T00:00:00Z");
    private static final int SERIES = 3;
    private static final String[] INTERVALS = {
        "90s", "min", "300s", "900s", "hour", "18000s", "day", "week", "month", "year"
    };

    private static final String[] LOCAL_INTERVALS = {
        "15m", "45m", "1h", "6h", "12h", "1d", "1d", "1d", "2d", "1w", "1w", "2w", "1mo", "1mo", "3mo", "1y"
    };
    private static final String[] ZONES = {
        "Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Africa/Abidjan",
        "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe", "Pacific/Chatham", "America/St_Johns", "UTC"
    };

    private static final int MOST_STEPS = 70;
    private static final String[] STEPS = {"90s", "1m", "5m", "15m", "1h", "6h", "1d", "1d", "1w", "1mo"};
    private static final String[] WINDOWS = {"40s", "1m", "5m", "7m", "1h", "24h", "1d", "2d", "7d", "1mo", "3mo"};

    private final Random random = new Random(SEED);
    private final RunningVarve varve;
    private final Fixture fixture;
    private final NaiveRollup oracle = new NaiveRollup();
    private final int[] ids = new int[SERIES];
    private final Map<String, Integer> resolutions = new HashMap<>();

    ReadThroughIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2024-04-01T00:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            ids[i] = fixture.series("m", Map.of("s", "" + i), null, "value", ValueKind.NUMBER);
        }
        for (int i = 0; i < 2500; i++) {
            int series = random.nextInt(SERIES);
            long time = time();
            long source = random.nextInt(4) == 0 ? random.nextInt(-3, 4) : 0;
            double value = random.nextInt(3) == 0 ? random.nextGaussian() : random.nextInt(-1000, 1000);
            if (oracle.points().putIfAbsent(new NaiveRollup.Key("" + series, time, source), value) == null) {
                points.add(new Point(ids[series], time, source, value));
            }
        }
        fixture.points(points);
    }

    /** Spread out, crowded, and exactly on the edges of buckets. */
    private long time() {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextLong(START, END);
            case 1 -> micros("2024-01-31T22:00:00Z") + random.nextLong(4 * 3600 * Micros.SECOND);
            default ->
                Math.floorDiv(random.nextLong(START, END), Micros.DAY) * Micros.DAY
                        + random.nextInt(-1, 2)
                        + random.nextInt(3) * 300 * Micros.SECOND;
        };
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void answers_equal_the_recomputation_from_raw_whatever_is_out_of_date() {
        for (int round = 0; round < 8; round++) {
            List<TierState> tiers = materialise();
            int entries = round == 0 ? 0 : random.nextInt(1, 25);
            for (int i = 0; i < entries; i++) {
                invalidateSome(tiers);
            }
            for (int i = 0; i < 30; i++) {
                compare(round);
            }
            for (int i = 0; i < 8; i++) {
                compareLocal(round);
            }
            for (int i = 0; i < 8; i++) {
                compareWindows(round);
            }
        }
        assertThat(resolutions.keySet()).contains("raw", "1m", "5m", "1h", "1d", "1w", "1mo", "1y");
    }

    private List<TierState> materialise() {
        fixture.jdbc.sql("TRUNCATE rollup.invalidation").update();
        long[] watermarks = new long[8];
        watermarks[0] =
                random.nextInt(3) == 0 ? END + 400 * Micros.DAY : random.nextLong(START, END + 400 * Micros.DAY);
        for (TierState state : varve.bean(Tiers.class).current()) {
            Tier tier = state.tier();
            long lag = random.nextInt(3) == 0 ? random.nextLong(5 * Micros.DAY) : 0;
            watermarks[tier.id()] = tier.width().floor(watermarks[tier.sourceId()] - lag);
            fixture.watermark(tier.name(), watermarks[tier.id()]);
            fill(tier);
            spoil(tier, "bucket >= " + SqlText.time(watermarks[tier.id()]));
        }
        return varve.bean(Tiers.class).current();
    }

    private void fill(Tier tier) {
        fixture.jdbc.sql("TRUNCATE " + tier.table()).update();
        fixture.jdbc
                .sql("""
                        INSERT INTO %s
                        SELECT series_id, bucket, count(*), sum(value), coalesce(var_pop(value) * count(*), 0),
                            min(value), max(value),
                            min(time), (array_agg(source ORDER BY time, source DESC))[1],
                            (array_agg(value ORDER BY time, source DESC))[1],
                            max(time), (array_agg(source ORDER BY time DESC, source DESC))[1],
                            (array_agg(value ORDER BY time DESC, source DESC))[1], now()
                        FROM (SELECT *, rollup.bucket_start(%s, time) AS bucket FROM raw.point) AS p
                        GROUP BY series_id, bucket""".formatted(tier.table(), SqlText.interval(tier.width())))
                .update();
    }

    /** Rows are wrong in every column or gone. */
    private void spoil(Tier tier, String where) {
        fixture.jdbc
                .sql("UPDATE " + tier.table()
                        + " SET point_count = point_count + 1000, value_sum = 1e9, value_m2 = 1e9,"
                        + " value_min = -1e9, value_max = 1e9, first_time = '1900-01-01', first_value = -7,"
                        + " last_time = '2199-01-01', last_value = -7 WHERE " + where)
                .update();
        if (random.nextBoolean()) {
            fixture.jdbc.sql("DELETE FROM " + tier.table() + " WHERE " + where).update();
        }
    }

    private void invalidateSome(List<TierState> tiers) {
        TierState state = tiers.get(random.nextInt(tiers.size()));
        Tier tier = state.tier();
        long from = tier.width().floor(time());
        long to = tier.width().next(from);
        for (int more = random.nextInt(4); more > 0; more--) {
            to = tier.width().next(to);
        }
        if (to > state.watermark()) {
            return;
        }
        int series = ids[random.nextInt(SERIES)];
        fixture.invalidate(tier.id(), series, from, to);
        QueryPlan plan = new QueryPlan(new TimeRange(from, to), List.of(), tiers, new Floors(0, List.of(), Map.of()));
        for (TierState other : tiers) {
            if (plan.path(other.tier()).contains(tier)) {
                spoil(
                        other.tier(),
                        "series_id = " + series + " AND bucket >= "
                                + SqlText.time(other.tier().width().floor(from)) + " AND bucket < "
                                + SqlText.time(other.tier().width().ceil(to)));
            }
        }
    }

    private void compare(int round) {
        String interval = INTERVALS[random.nextInt(INTERVALS.length)];
        compareBuckets(
                round, List.of("interval=" + interval), range(), micros -> NaiveRollup.bucketStart(interval, micros));
    }

    /** MOD19, ROL2: on the clocks of a zone, from an origin. */
    private void compareLocal(int round) {
        String interval = LOCAL_INTERVALS[random.nextInt(LOCAL_INTERVALS.length)];
        ZoneId zone = ZoneId.of(ZONES[random.nextInt(ZONES.length)]);
        long[] range = range();
        Long origin = random.nextBoolean() ? null : time() / Micros.SECOND * Micros.SECOND;
        TreeSet<Long> starts = new NaiveCalendar(interval, zone, origin).starts(range[0], range[1]);
        List<String> buckets = new ArrayList<>(List.of("interval=" + interval, "tz=" + zone));
        if (origin != null) {
            buckets.add("origin=" + Micros.toInstant(origin));
        }
        compareBuckets(round, buckets, range, micros -> Objects.requireNonNull(starts.floor(micros)));
    }

    /** ROL3: what is told of t is about (t - window, t], also where t is the first time of the range. */
    private void compareWindows(int round) {
        String interval = STEPS[random.nextInt(STEPS.length)];
        String window = WINDOWS[random.nextInt(WINDOWS.length)];
        ZoneId zone = ZoneId.of(ZONES[random.nextInt(ZONES.length)]);
        long[] range = range();
        range[1] = Math.min(
                range[1], range[0] + MOST_STEPS * BucketWidth.parse(interval).shortest());
        NaiveCalendar calendar = new NaiveCalendar(interval, zone, null);
        List<Long> ends = calendar.starts(range[0], range[1]).stream()
                .filter(end -> end >= range[0] && end < range[1])
                .toList();
        compare(round, List.of("interval=" + interval, "window=" + window, "tz=" + zone), range, which -> {
            SortedMap<Long, NaiveRollup.Summary> windows = new TreeMap<>();
            for (long end : ends) {
                windows.putAll(oracle.rollup(time -> end, calendar.before(window, end) + 1, end + 1, which));
            }
            return windows;
        });
    }

    private void compareBuckets(int round, List<String> buckets, long[] range, LongUnaryOperator bucket) {
        compare(round, buckets, range, which -> oracle.rollup(bucket, range[0], range[1], which));
    }

    private void compare(
            int round,
            List<String> buckets,
            long[] range,
            Function<Predicate<NaiveRollup.Key>, SortedMap<Long, NaiveRollup.Summary>> answerOf) {
        boolean grouped = random.nextBoolean();
        String only = random.nextInt(3) == 0 ? "" + random.nextInt(SERIES) : null;
        List<String> parameters = new ArrayList<>(List.of(
                "series=m",
                "start_time=" + Micros.toInstant(range[0]),
                "end_time=" + Micros.toInstant(range[1]),
                "limit=100000",
                "agg_func=count,sum,min,max,avg,first,last,stddev,variance"));
        parameters.addAll(buckets);
        if (grouped) {
            parameters.add("group_by=s");
        }
        if (only != null) {
            parameters.add("tags=s:" + only);
        }
        JsonNode answer = fixture.ask(parameters.toArray(String[]::new));
        answer.get("metadata")
                .get("segments")
                .forEach(segment -> resolutions.merge(segment.get("resolution").asString(), 1, Integer::sum));
        assertEquals("seed " + SEED + " round " + round + " " + parameters, answer, expected(answerOf, grouped, only));
    }

    private long[] range() {
        boolean wide = random.nextInt(4) == 0;
        long from = wide ? START - 400 * Micros.DAY + random.nextLong(100 * Micros.DAY) : random.nextLong(START, END);
        long to = wide
                ? END + random.nextLong(400 * Micros.DAY)
                : from + 1 + (long) Math.exp(random.nextDouble() * Math.log(150.0 * Micros.DAY));
        long unit = new long[] {1, 60 * Micros.SECOND, 3600 * Micros.SECOND, Micros.DAY}[random.nextInt(4)];
        long start = Math.floorDiv(from, unit) * unit;
        return new long[] {start, Math.max(Math.floorDiv(to, unit) * unit, start + unit)};
    }

    private SortedMap<String, NaiveRollup.Summary> expected(
            Function<Predicate<NaiveRollup.Key>, SortedMap<Long, NaiveRollup.Summary>> answerOf,
            boolean grouped,
            @Nullable String only) {
        SortedMap<String, NaiveRollup.Summary> expected = new TreeMap<>();
        for (int i = 0; i < (grouped ? SERIES : 1); i++) {
            String name = grouped ? "" + i : "";
            answerOf.apply(key -> (!grouped || key.series().equals(name))
                            && (only == null || key.series().equals(only)))
                    .forEach((bucket, summary) -> expected.put(Micros.toInstant(bucket) + name, summary));
        }
        return expected;
    }

    private static void assertEquals(String what, JsonNode answer, SortedMap<String, NaiveRollup.Summary> expected) {
        Map<String, JsonNode> actual = new TreeMap<>();
        answer.get("results").forEach(row -> {
            JsonNode tag = row.at("/tags/s");
            actual.put(row.get("bucket").asString() + (tag.isMissingNode() ? "" : tag.asString()), row.get("values"));
        });
        assertThat(actual.keySet()).as(what).isEqualTo(expected.keySet());
        expected.forEach((bucket, summary) -> {
            JsonNode values = Objects.requireNonNull(actual.get(bucket));
            double scale = summary.count() * Math.max(Math.abs(summary.min()), Math.abs(summary.max())) + 1;
            for (String exact : List.of("count", "min", "max", "first", "last")) {
                assertThat(values.get(exact).asDouble())
                        .as(what + bucket + exact)
                        .isEqualTo(summary.of(exact));
            }
            assertThat(values.get("sum").asDouble()).as(what + bucket).isCloseTo(summary.sum(), within(scale * 1e-12));
            assertThat(values.get("avg").asDouble()).as(what + bucket).isCloseTo(summary.avg(), within(scale * 1e-12));
            if (summary.count() == 1) {
                assertThat(values.get("variance").isNull()).isTrue();
                return;
            }
            double spread = 1e-9 * summary.variance() + 1e-9;
            assertThat(values.get("variance").asDouble())
                    .as(what + bucket)
                    .isCloseTo(summary.variance(), within(spread));
            assertThat(values.get("stddev").asDouble())
                    .as(what + bucket)
                    .isCloseTo(Math.sqrt(summary.variance()), within(1e-6 + 1e-9 * Math.sqrt(summary.variance())));
        });
    }
}
