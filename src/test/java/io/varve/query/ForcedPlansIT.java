package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.exactness.History;
import io.varve.exactness.Replay;
import io.varve.exactness.Step;
import io.varve.exactness.Step.Ask;
import io.varve.support.Agreement;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import io.varve.support.Seeds;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whichever layers answer, the answer is the same: at questions of random histories, raw alone, each tier alone and 20
 * mixes of tiers are forced, with whatever is pending, late, deleted, packed or removed at that moment. One seed of each
 * kind by default; {@code -Dvarve.property.seeds=50} plays more, {@code -Dvarve.property.seed=7} replays one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForcedPlansIT {

    private static final int MIXES = 20;
    /** Of so many questions, one is forced. */
    private static final int ONE_OF = Integer.getInteger("varve.property.one-of", 3);

    private static final int LENGTH = Integer.getInteger("varve.property.length", 120);
    private static final List<String> COARSE = List.of("year", "week", "month", "day", "hour");
    private static final Set<AggregateFunction> ROUNDED = Set.of(AggregateFunction.STDDEV, AggregateFunction.VARIANCE);

    /** What tiers answer too. */
    private static final List<AggregateFunction> FOLDED = AggregateFunction.named().stream()
            .filter(function -> !function.needsDistribution()
                    && !function.needsNeighbours()
                    && !function.equals(AggregateFunction.RANGE)
                    && function.kind() != AggregateFunction.Kind.CUMULATIVE
                    && function.kind() != AggregateFunction.Kind.COUNT_RATE)
            .toList();

    private int asked;
    private final Set<String> alone = new TreeSet<>();
    private final Set<String> mixed = new TreeSet<>();
    private final Set<String> pending = new TreeSet<>();

    static LongStream seeds() {
        return Seeds.first(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_tier_alone_and_mixes_of_tiers_give_the_same_answer(long seed) {
        force(seed, History.of(seed, LENGTH));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void they_do_whatever_has_been_removed(long seed) {
        force(seed, History.withRetention(seed, LENGTH));
    }

    @AfterAll
    void every_layer_was_forced_and_some_were_out_of_date() {
        assumeTrue(Long.getLong("varve.property.seed") == null, "a single history need not have everything");
        assertThat(mixed).contains("raw", "1m", "5m", "1h", "1d", "1w", "1mo", "1y");
        assertThat(alone).hasSizeGreaterThanOrEqualTo(5);
        assertThat(pending).hasSizeGreaterThanOrEqualTo(5);
    }

    private void force(long seed, List<Step> steps) {
        Random random = new Random(seed);
        Replay.play(steps, (ask, varve, oracle) -> {
            if (random.nextInt(ONE_OF) == 0) {
                new Question(ask, varve, oracle, random).force();
            }
        });
    }

    private final class Question {

        private final String interval;
        private final long from;
        private final long to;
        private final Ask ask;
        private final RunningVarve varve;
        private final NaiveRollup oracle;
        private final Random random;

        Question(Ask ask, RunningVarve varve, NaiveRollup oracle, Random random) {
            this.ask = ask;
            this.varve = varve;
            this.oracle = oracle;
            this.random = random;
            this.interval = asked++ % 3 == 2 ? ask.interval() : COARSE.get(asked % COARSE.size());
            this.from = from();
            this.to = random.nextInt(3) == 0 ? TimeParser.MAX : ask.to();
        }

        /** Earlier than asked where buckets are wide, so that whole years are in it. */
        private long from() {
            return switch (interval) {
                case "month", "year" -> TimeParser.MIN;
                case "day", "week" -> NaiveRollup.bucketStart("year", ask.from());
                default -> ask.from();
            };
        }

        void force() {
            varve.bean(KnownPartitions.class).current();
            PreparedQuery planned = varve.bean(Timeseries.class).prepare(query());
            ForcedPlans forced = new ForcedPlans(
                    planned.plan(),
                    Objects.requireNonNull(planned.query().interval().buckets()).width());
            List<List<Segment>> plans = new ArrayList<>(forced.alone());
            plans.forEach(plan -> alone.addAll(layers(plan)));
            if (planned.isExact()) {
                plans.add(planned.plan().segments());
            }
            for (int i = 0; i < MIXES; i++) {
                List<Segment> mix = forced.mixed(random);
                if (mix != null) {
                    mixed.addAll(layers(mix));
                    plans.add(mix);
                }
            }
            assertThat(planned.isExact()).as("planned exactly %s", ask).isEqualTo(!plans.isEmpty());
            compare(plans.stream().map(plan -> with(planned, plan)).toList());
        }

        private TimeseriesQuery query() {
            String functions =
                    FOLDED.stream().map(AggregateFunction::canonicalName).collect(Collectors.joining(","));
            return varve.bean(QueryReader.class)
                    .read(new TimeseriesParameters(
                            ask.metric(),
                            null,
                            null,
                            null,
                            interval,
                            null,
                            null,
                            null,
                            Micros.toInstant(from).toString(),
                            Micros.toInstant(to).toString(),
                            null,
                            functions,
                            null,
                            null,
                            null,
                            null,
                            null,
                            "100000",
                            null,
                            null,
                            null,
                            null,
                            null));
        }

        private void compare(List<PreparedQuery> plans) {
            SortedMap<Long, Summary> expected =
                    oracle.rollup(interval, from, to, key -> key.series().startsWith(ask.metric() + "|"));
            SortedMap<Long, Partial> first = null;
            for (PreparedQuery plan : plans) {
                String what = "%s by %s from %s".formatted(ask.metric(), interval, shown(plan));
                SortedMap<Long, Partial> answer = answer(plan);
                assertThat(answer.keySet()).as(what).isEqualTo(expected.keySet());
                first = first == null ? answer : first;
                for (Map.Entry<Long, Partial> bucket : answer.entrySet()) {
                    agree(
                            what + " at " + Micros.toInstant(bucket.getKey()),
                            bucket.getValue(),
                            Objects.requireNonNull(first.get(bucket.getKey())),
                            Objects.requireNonNull(expected.get(bucket.getKey())));
                }
            }
        }

        private SortedMap<Long, Partial> answer(PreparedQuery plan) {
            Timeseries timeseries = varve.bean(Timeseries.class);
            PendingHull seen = timeseries.pending(plan);
            if (seen.range() != null) {
                pending.addAll(layers(plan.plan().segments()));
            }
            PendingHull hull = random.nextInt(4) == 0 ? PendingHull.EVERYTHING : seen;
            Page page = varve.bean(QueryRepository.class)
                    .read(timeseries.statements(plan, hull).get(0), plan.reader());
            assertThat(page.seen().replan()).as(shown(plan)).isFalse();
            assertThat(page.more()).isFalse();
            SortedMap<Long, Partial> answer = new TreeMap<>();
            page.rows().forEach(row -> answer.put(row.time(), row.cells().get(0).partial()));
            return answer;
        }
    }

    /** Values are multiples of 1/8, so that all but second moments is the same to the bit. */
    private static void agree(String what, Partial answer, Partial first, Summary expected) {
        for (AggregateFunction function : FOLDED) {
            Number value = answer.value(function);
            Agreement.check(
                    function.canonicalName() + " of " + what,
                    function.canonicalName(),
                    value == null ? null : value.doubleValue(),
                    expected);
            if (!ROUNDED.contains(function)) {
                assertThat(value).as(function.canonicalName() + " of " + what).isEqualTo(first.value(function));
            }
        }
    }

    private static PreparedQuery with(PreparedQuery planned, List<Segment> segments) {
        QueryPlan plan = planned.plan();
        return new PreparedQuery(
                planned.query(),
                planned.selection(),
                planned.groups(),
                new Ways(
                        new QueryPlan(plan.range(), segments, plan.tiers(), plan.floors()),
                        null,
                        plan.tiers(),
                        plan.floors()));
    }

    private static List<String> layers(List<Segment> plan) {
        return plan.stream().map(Segment::resolution).toList();
    }

    private static String shown(PreparedQuery plan) {
        return plan.plan().segments().stream()
                .map(segment -> segment.resolution() + " until "
                        + Micros.toInstant(segment.range().to()))
                .collect(Collectors.joining(", "));
    }
}
