package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.exactness.Step.Ask;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import io.varve.support.Seeds;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Filled answers at any moment of random histories, put together from pages of any size in any order, are those of an oracle
 * that looks at all points. {@code -Dvarve.property.seeds} and {@code -Dvarve.property.seed} as for the histories themselves.
 */
class FillPropertyIT {

    private static final List<String> METHODS = List.of("null", "zero", "previous", "next", "linear");
    private static final int LENGTH = Integer.getInteger("varve.property.length", 50);
    private static final int MOST_BUCKETS = 60;

    static LongStream seeds() {
        return Seeds.first(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void filled_answers_equal_the_oracle(long seed) {
        check(seed, History.of(seed, LENGTH));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void filled_answers_equal_the_oracle_whatever_has_been_removed(long seed) {
        check(seed, History.withRetention(seed, LENGTH));
    }

    private static void check(long seed, List<Step> steps) {
        Random random = new Random(seed);
        Replay.play(steps, (ask, varve, oracle) -> {
            for (int i = 0; i < 3; i++) {
                new Question(ask, random).check(varve, oracle);
            }
        });
    }

    /** One way to ask for it. */
    private static final class Question {

        private final Ask ask;
        private final long to;
        private final String method;
        private final @Nullable Integer limit;
        private final int pageSize;
        private final boolean descending;

        Question(Ask ask, Random random) {
            this.ask = ask;
            this.method = METHODS.get(random.nextInt(METHODS.size()));
            this.limit = random.nextBoolean() ? null : Integer.valueOf(1 + random.nextInt(4));
            this.pageSize = random.nextBoolean() ? 100_000 : 1 + random.nextInt(40);
            this.descending = random.nextBoolean();
            List<Long> buckets = new ArrayList<>();
            Grid grid = Grid.utc(ask.interval());
            long at = grid.floor(ask.from());
            while (at < ask.to() && buckets.size() <= MOST_BUCKETS) {
                buckets.add(at);
                at = grid.next(at);
            }
            this.to = Math.min(ask.to(), at - random.nextInt(2));
        }

        void check(RunningVarve varve, NaiveRollup oracle) {
            SortedMap<String, List<JsonNode>> byHost = new TreeMap<>();
            if (oracle.points().keySet().stream().noneMatch(key -> key.series().startsWith(ask.metric() + "|"))) {
                return;
            }
            boolean exact = read(varve, byHost);
            if (exact) {
                oracle.points().keySet().stream()
                        .map(NaiveRollup.Key::series)
                        .filter(series -> series.startsWith(ask.metric() + "|"))
                        .forEach(series -> assertThat(byHost).containsKey(series.substring(series.indexOf('|') + 1)));
                byHost.forEach((host, rows) -> compare(host, rows, oracle));
            }
        }

        private void compare(String host, List<JsonNode> rows, NaiveRollup oracle) {
            FillOracle expected = new FillOracle(
                    oracle,
                    key -> key.series().equals(ask.metric() + "|" + host),
                    Grid.utc(ask.interval()),
                    ask.from(),
                    to,
                    method,
                    limit == null ? FillOracle.UNLIMITED : limit);
            List<Long> buckets = Grid.utc(ask.interval()).starts(ask.from(), to);
            assertThat(rows).as(toString()).hasSize(buckets.size());
            double total = 0;
            for (int i = 0; i < rows.size(); i++) {
                compare(host, rows.get(i), buckets.get(i), expected);
                Summary here = expected.inside(buckets.get(i));
                total += here == null ? 0 : here.of("sum");
                close(toString(), rows.get(i).get("values").get("cumulative"), total);
            }
        }

        private void compare(String host, JsonNode row, long bucket, FillOracle expected) {
            String what = "%s of %s at %s".formatted(this, host, Answers.time(bucket));
            assertThat(row.get("bucket").asString()).as(what).isEqualTo(Answers.time(bucket));
            Summary here = expected.inside(bucket);
            JsonNode values = row.get("values");
            assertThat(values.get("count").asLong()).as(what).isEqualTo(here == null ? 0 : here.count());
            for (String function : List.of("avg", "last")) {
                close(
                        what,
                        values.get(function),
                        here == null ? expected.filled(bucket, function) : Double.valueOf(here.of(function)));
            }
            if (!method.equals("zero")) {
                close(what + " start", values.get("at"), expected.at(bucket));
            }
            assertThat(row.has("filled")).as(what).isEqualTo(here == null && expected.filled(bucket, "avg") != null);
        }

        private static void close(String what, JsonNode actual, @Nullable Double expected) {
            if (expected == null) {
                assertThat(actual.isNull()).as(what + ": " + actual).isTrue();
            } else {
                assertThat(actual.isNull()).as(what).isFalse();
                assertThat(actual.asDouble()).as(what).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
            }
        }

        /** Rows by host, in order of time; whether all is exact. */
        private boolean read(RunningVarve varve, SortedMap<String, List<JsonNode>> byHost) {
            boolean exact = true;
            String cursor = "";
            while (true) {
                HttpResponse<String> response = varve.get(path() + cursor);
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                JsonNode answer = RunningVarve.json(response);
                assertThat(answer.get("results").size()).isLessThanOrEqualTo(pageSize);
                exact &= answer.get("metadata").get("exact").asBoolean();
                answer.get("results")
                        .forEach(row -> byHost.computeIfAbsent(
                                        row.get("tags").get("host").asString(), host -> new ArrayList<>())
                                .add(row));
                JsonNode next = answer.get("metadata").get("next");
                if (next.isNull()) {
                    break;
                }
                cursor = "&cursor=" + next.asString();
            }
            if (descending) {
                byHost.values().forEach(Collections::reverse);
            }
            return exact;
        }

        private String path() {
            return "/api/timeseries?series=%s&interval=%s&start_time=%s&end_time=%s&group_by=host&fill=%s%s&limit=%d&order=%s&agg_func=%s"
                    .formatted(
                            ask.metric(),
                            ask.interval(),
                            Instant.parse(Answers.time(ask.from())),
                            Instant.parse(Answers.time(to)),
                            method,
                            limit == null ? "" : "&fill_limit=" + limit,
                            pageSize,
                            descending ? "desc" : "asc",
                            method.equals("zero") ? "count,avg,last,cumulative" : "count,avg,last,at,cumulative");
        }

        @Override
        public String toString() {
            return path();
        }
    }
}
