package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.exactness.History;
import io.varve.exactness.Replay;
import io.varve.exactness.Step;
import io.varve.exactness.Step.Ask;
import io.varve.profile.ProfileCycle;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import io.varve.support.Seeds;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * At questions of random histories, what profiles tell of distributions is within its bounds, and what they tell of movement is that of the
 * points, with whatever is pending, late, deleted, packed or removed at that moment. One seed of each kind by default; {@code
 * -Dvarve.property.seeds=50} plays more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForcedProfilesIT {

    private static final int LENGTH = Integer.getInteger("varve.property.length", 120);
    private static final List<String> COARSE = List.of("year", "week", "month", "day", "hour");

    private int asked;
    private final Set<String> layers = new TreeSet<>();

    static LongStream seeds() {
        return Seeds.first(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void profiles_tell_what_points_do(long seed) {
        play(History.of(seed, LENGTH));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void they_do_whatever_has_been_removed(long seed) {
        play(History.withRetention(seed, LENGTH));
    }

    @AfterAll
    void profiles_were_read() {
        assumeTrue(Long.getLong("varve.property.seed") == null, "a single history need not have everything");
        assertThat(layers).contains("profile_1h", "profile_1d", "profile_1mo", "raw");
    }

    private void play(List<Step> steps) {
        Replay.play(steps, this::ask);
    }

    private void ask(Ask ask, RunningVarve varve, NaiveRollup oracle) {
        if (asked % 2 == 0) {
            varve.bean(ProfileCycle.class).runAll(Instant.parse("2200-01-01T00:00:00Z"));
        }
        String interval = asked++ % 3 == 2 ? ask.interval() : COARSE.get(asked % COARSE.size());
        long from = NaiveRollup.bucketStart(interval.endsWith("s") ? "hour" : interval, ask.from());
        String[] range = {
            "series=" + ask.metric(),
            "interval=" + interval,
            "start_time=" + Micros.toInstant(from),
            "end_time=" + Micros.toInstant(ask.to()),
            "limit=100000"
        };
        Timeseries timeseries = varve.bean(Timeseries.class);
        TimeseriesQuery distribution =
                ProfilesIT.query(varve, ProfilesIT.with(range, "agg_func=count,median,p90,p99.9,distinct"));
        Timeseries.Outcome told = timeseries.answer(distribution.beyondPoints(), Fixture.IN_PAGE);
        told.prepared().segments().forEach(segment -> layers.add(segment.resolution()));
        if (told.prepared().isExact()) {
            check(
                    told,
                    oracle.rollup(interval, from, ask.to(), key -> key.series().startsWith(ask.metric() + "|")));
        }
        TimeseriesQuery movement = ProfilesIT.query(
                varve, ProfilesIT.with(range, "agg_func=twa,twa_linear,increase,delta,count", "group_by=series"));
        Timeseries.Outcome moved = timeseries.answer(movement.beyondPoints(), Fixture.IN_PAGE);
        if (!Ways.isBelow(moved.prepared().ways().floors(), movement)) {
            compare(timeseries.answer(movement, Fixture.IN_PAGE), moved);
        }
    }

    private static void check(Timeseries.Outcome told, SortedMap<Long, Summary> expected) {
        SortedMap<Long, Partial> buckets = new TreeMap<>();
        told.page()
                .rows()
                .forEach(row -> buckets.put(row.time(), row.cells().get(0).partial()));
        assertThat(buckets.keySet()).isEqualTo(expected.keySet());
        buckets.forEach((bucket, partial) -> {
            Summary summary = Objects.requireNonNull(expected.get(bucket));
            assertThat(partial.count()).isEqualTo(summary.count());
            assertThat(partial.value(AggregateFunction.DISTINCT))
                    .isEqualTo((long) summary.sources().size());
            Map.of("median", 0.5, "p90", 0.9, "p99.9", 0.999)
                    .forEach((name, fraction) -> assertThat(
                                    Objects.requireNonNull(partial.value(AggregateFunction.parse(name)))
                                            .doubleValue())
                            .as(name + " at " + Micros.toInstant(bucket))
                            .isCloseTo(summary.of(name), within(slack(summary, fraction))));
        });
    }

    /** A percent of each of the two values that a quantile lies between. */
    private static double slack(Summary summary, double fraction) {
        double place = fraction * (summary.count() - 1);
        double share = place - Math.floor(place);
        double below = Math.abs(summary.values().get((int) Math.floor(place)));
        double above = Math.abs(summary.values().get((int) Math.ceil(place)));
        return 0.01 * ((1 - share) * below + share * above) + 1e-12;
    }

    private static void compare(Timeseries.Outcome exact, Timeseries.Outcome told) {
        if (!told.prepared().isExact()) {
            return;
        }
        assertThat(told.page().rows()).hasSameSizeAs(exact.page().rows());
        for (int i = 0; i < exact.page().rows().size(); i++) {
            Row expected = exact.page().rows().get(i);
            Row actual = told.page().rows().get(i);
            assertThat(actual.time()).isEqualTo(expected.time());
            for (AggregateFunction function : told.prepared().query().functions()) {
                Number value = expected.cells().get(0).value(function);
                Number other = actual.cells().get(0).value(function);
                String what = function.canonicalName() + " at " + Micros.toInstant(expected.time());
                if (value == null) {
                    assertThat(other).as(what).isNull();
                } else {
                    assertThat(Objects.requireNonNull(other, what).doubleValue())
                            .as(what)
                            .isCloseTo(value.doubleValue(), within(1e-9 * (1 + Math.abs(value.doubleValue()))));
                }
            }
        }
    }
}
