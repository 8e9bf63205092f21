package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.exactness.Step.Ask;
import io.varve.support.NaiveRollup;
import io.varve.support.RunningVarve;
import io.varve.support.Seeds;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Questions of random histories are asked again and again, with the tag of the answer before: what is called unchanged, and what
 * the service has kept, is the oracle's answer at that moment.
 */
class CachedHistoryIT {

    private static final int LENGTH = Integer.getInteger("varve.property.length", 120);

    static LongStream seeds() {
        return Seeds.first(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_unchanged_or_kept_is_the_oracles_answer(long seed) {
        Questions questions = new Questions();
        Replay.play(History.of(seed, LENGTH), questions);
        assertThat(questions.unchanged).isPositive();
        assertThat(questions.alsoUnchanged).isPositive();
    }

    /** Where an answer cannot be exact any more, it is still the one that is computed now. */
    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_unchanged_or_kept_is_right_whatever_has_been_removed(long seed) {
        Questions questions = new Questions();
        Replay.play(History.withRetention(seed, LENGTH), questions);
        assertThat(questions.unchanged).isPositive();
        assertThat(questions.alsoUnchanged).isPositive();
    }

    private static final class Questions implements Replay.Moment {

        private static final List<String> FUNCTIONS = List.of("count", "sum", "min", "max", "first", "last");
        private static final int LATEST = 6;
        private static final long MUCH_EARLIER = 3 * 3_600_000_000L;
        private static final long LONGEST = 10 * 86_400_000_000L;
        private static final JsonMapper JSON = new JsonMapper();

        /** Ways to ask that depend on more than the points of the range, or are put together from several statements. */
        private static final List<String> OTHERS = List.of(
                "?fill=next&agg_func=max",
                "?fill=linear&fill_limit=3&agg_func=min,count",
                "?agg_func=delta,increase",
                "?agg_func=twa,twa_linear&order=desc",
                "?agg_func=at&fill=previous&group_by=host",
                "?agg_func=at&fill=linear&group_by=host",
                "?window=2h&agg_func=twa,rate",
                "?window=2h&fill=next&agg_func=max",
                "?group_by=host&top=1&agg_func=sum&fill=zero",
                "/compare?offset=1d&agg_func=sum,delta",
                "/compare?offset=1d&agg_func=twa&fill=next",
                "/peaks?by=day&agg_func=max",
                "/peaks?by=hour_of_day&agg_func=sum",
                "/histogram?bins=7",
                "/gaps?expected_interval=1h");

        private final List<Asked> all = new ArrayList<>();
        private final List<Other> others = new ArrayList<>();
        private int unchanged;
        private int alsoUnchanged;
        private int fresh;

        /** Asked in one of the other ways. */
        private static final class Other {
            private final String path;
            private @Nullable String tag;
            private String body = "";

            Other(Ask ask, String way) {
                boolean buckets = way.startsWith("?") || way.startsWith("/compare");
                path = "/api/timeseries%s&series=%s&start_time=%s&end_time=%s%s%s"
                        .formatted(
                                way,
                                ask.metric(),
                                encoded(ask.from()),
                                encoded(ask.to()),
                                buckets ? "&interval=" + ask.interval() : "",
                                way.startsWith("?") ? "&limit=500" : "");
            }
        }

        private static final class Asked {
            private final Ask ask;
            private @Nullable String tag;
            private String body = "";

            Asked(Ask ask) {
                this.ask = ask;
            }
        }

        @Override
        public void at(Ask ask, RunningVarve varve, NaiveRollup oracle) {
            all.add(new Asked(ask));
            // Ranges that have closed by now: most others reach into the future.
            long end = NaiveRollup.micros(Instant.parse("2025-03-01T00:00:00Z")) - MUCH_EARLIER * (all.size() % 5);
            if (ask.from() < end) {
                all.add(new Asked(new Ask(ask.metric(), ask.interval(), ask.from(), Math.min(ask.to(), end))));
            }
            all.subList(Math.max(0, all.size() - LATEST), all.size()).forEach(asked -> {
                again(asked, varve, oracle, true);
                again(asked, varve, oracle, false);
            });
            if (ask.from() < end) {
                long from = Math.max(ask.from(), end - LONGEST);
                Ask closed = new Ask(ask.metric(), "hour", from, Math.min(ask.to(), end));
                others.add(new Other(closed, OTHERS.get(others.size() % OTHERS.size())));
            }
            others.subList(Math.max(0, others.size() - LATEST), others.size()).forEach(asked -> again(asked, varve));
        }

        /** Computed anew it is the same: text that stands for nothing makes it another question. */
        private void again(Other asked, RunningVarve varve) {
            HttpRequest.Builder request = HttpRequest.newBuilder(varve.uri(asked.path));
            if (asked.tag != null) {
                request.header("If-None-Match", asked.tag);
            }
            HttpResponse<String> answer = varve.send(request);
            if (answer.statusCode() == 304) {
                alsoUnchanged++;
            } else {
                asked.tag = answer.headers().firstValue("ETag").orElse(null);
                asked.body = answer.body();
            }
            String interval = "&interval=";
            HttpResponse<String> now = varve.get(
                    asked.path.startsWith("/api/timeseries?")
                            ? asked.path.replace(interval, interval + "%20".repeat(++fresh))
                            : asked.path + "&timeout=" + (20_000 + ++fresh) + "ms");
            assertThat(JSON.readTree(asked.body).path("results"))
                    .as(asked.path)
                    .isEqualTo(JSON.readTree(now.body()).path("results"));
        }

        private void again(Asked asked, RunningVarve varve, NaiveRollup oracle, boolean conditional) {
            HttpRequest.Builder request = HttpRequest.newBuilder(varve.uri(path(asked.ask, 90_000)));
            if (conditional && asked.tag != null) {
                request.header("If-None-Match", asked.tag);
            }
            HttpResponse<String> answer = varve.send(request);
            if (answer.statusCode() == 304) {
                unchanged++;
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                asked.tag = answer.headers().firstValue("ETag").orElse(null);
                asked.body = answer.body();
            }
            check(asked, varve, oracle);
        }

        private void check(Asked asked, RunningVarve varve, NaiveRollup oracle) {
            Ask ask = asked.ask;
            JsonNode answer = JSON.readTree(asked.body);
            boolean exact = answer.get("metadata").get("exact").asBoolean();
            if (exact) {
                Answers.check(
                        answer,
                        FUNCTIONS,
                        ask.metric(),
                        ask.interval(),
                        oracle.rollup(
                                ask.interval(),
                                ask.from(),
                                ask.to(),
                                key -> key.series().startsWith(ask.metric() + "|")));
            } else {
                // Another limit is another question, of which nothing has been kept.
                JsonNode now =
                        JSON.readTree(varve.get(path(ask, 80_000 - ++fresh)).body());
                assertThat(answer.get("results")).isEqualTo(now.get("results"));
            }
        }

        private static String path(Ask ask, int limit) {
            return "/api/timeseries?agg_func=%s&limit=%d&series=%s&interval=%s&start_time=%s&end_time=%s"
                    .formatted(
                            String.join(",", FUNCTIONS),
                            limit,
                            ask.metric(),
                            ask.interval(),
                            encoded(ask.from()),
                            encoded(ask.to()));
        }

        private static String encoded(long time) {
            return URLEncoder.encode(Answers.time(time), StandardCharsets.UTF_8);
        }
    }
}
