package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.exactness.StressRecipe.Point;
import io.varve.exactness.StressRecipe.Session;
import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stress recipe over HTTP, its four queries and its two API calls, each compared with the oracle; the times go to the
 * log. {@code -Dvarve.stress.sessions} changes the number of sessions, 25,000 by default.
 */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StressRecipeIT {

    private static final Logger LOG = LoggerFactory.getLogger(StressRecipeIT.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int SESSIONS = Integer.getInteger("varve.stress.sessions", 25_000);
    private static final int CONNECTIONS = 8;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Predicate<NaiveRollup.Key> SCALAR = key -> key.series().endsWith("|value");

    private final TestDatabase database;
    private final RunningVarve varve;
    private final NaiveRollup oracle = new NaiveRollup();

    StressRecipeIT(TestDatabase database) {
        this.database = database;
        this.varve = RunningVarve.start(database, NOW, "varve.catalog.seed=classpath:seed/metric-types.json");
    }

    @BeforeAll
    void load() {
        varve.bean(RefreshCycle.class).run(NOW);
        List<Session> sessions = new StressRecipe(20261121, NOW).sessions(SESSIONS, 10);
        timed("load of %d sessions".formatted(SESSIONS), () -> post(sessions));
        for (int i = 0; i < sessions.size(); i++) {
            expect(sessions.get(i), i + 1);
        }
        timed("refresh", () -> varve.bean(RefreshCycle.class).run(NOW.plus(Duration.ofMinutes(2))));
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"day", "week", "month"})
    void queries_1_to_3_average_every_scalar_point_together(String interval) {
        check(interval, "session%", Instant.parse("1900-01-01T00:00:00Z"), SCALAR);
    }

    @Test
    void query_4_averages_what_matches_a_pattern_since_2020_by_month() {
        check(
                "month",
                "session.urine.%",
                Instant.parse("2020-02-01T05:00:00Z"),
                SCALAR.and(key -> key.series().startsWith("session.urine.")));
    }

    @Test
    void api_call_1_gives_the_months_of_one_series() {
        checkApi("series=session.gut_health_score", 23, List.of(StressRecipe.SCORE));
    }

    @Test
    void api_call_2_gives_the_months_of_all_series() {
        checkApi("series=session.*", 69, List.of(StressRecipe.SCORE, StressRecipe.COLOR, StressRecipe.NIGHTS));
    }

    @Test
    void f14_a_user_is_found_without_joining_sessions() {
        JsonNode plan = RunningVarve.json(
                varve.get("/api/timeseries/explain?interval=month&start_time=2020-01-01&user_id=" + StressRecipe.USER));
        assertThat(plan.toString()).contains("rollup_1mo").doesNotContain("catalog.session");
    }

    @Test
    void f15_eighteen_years_take_at_most_250_partitions_of_a_table() {
        assertThat(database.jdbc()
                        .sql("SELECT count(*) FROM pg_inherits GROUP BY inhparent")
                        .query(Integer.class)
                        .list())
                .hasSizeGreaterThan(3)
                .allSatisfy(partitions -> assertThat(partitions).isLessThanOrEqualTo(250));
    }

    private void check(String interval, String like, Instant from, Predicate<NaiveRollup.Key> which) {
        SortedMap<Long, Summary> expected = oracle.rollup(interval, NaiveRollup.micros(from), Long.MAX_VALUE, which);
        SortedMap<Long, Double> actual = new TreeMap<>();
        timed(
                "average by " + interval + " of " + like,
                () -> database.jdbc()
                        .sql("SELECT rollup.bucket_start(?::interval, time) AS bucket, avg(value) AS average"
                                + " FROM raw.series_point WHERE field = 'value' AND series LIKE ? AND time >= ?::timestamptz"
                                + " GROUP BY 1 ORDER BY 1 DESC")
                        .params(interval.equals("week") ? "7 days" : "1 " + interval, like, from.toString())
                        .query(row -> {
                            actual.put(NaiveRollup.micros(row.getTimestamp(1).toInstant()), row.getDouble(2));
                        }));
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((bucket, summary) ->
                assertThat(actual.get(bucket)).isCloseTo(summary.avg(), within(1e-12 * 100 * summary.count())));
    }

    private void checkApi(String series, int rows, List<String> metrics) {
        String path = "/api/timeseries?user_id=%s&interval=month&agg_func=avg&start_time=2020-01-01&%s"
                .formatted(StressRecipe.USER, series);
        HttpResponse<String> response = timed("GET " + series, () -> varve.get(path));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = RunningVarve.json(response);
        if (SESSIONS == 25_000) {
            assertThat(answer.get("metadata").get("count").asInt()).isEqualTo(rows);
        }
        SortedMap<String, Double> actual = new TreeMap<>();
        answer.get("results").forEach(row -> flatten(row, actual));
        SortedMap<String, Double> expected = new TreeMap<>();
        metrics.forEach(metric -> expectMonths(metric, expected));
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, value) -> assertThat(actual.get(key)).as(key).isCloseTo(value, within(1e-9)));
    }

    private void expectMonths(String metric, SortedMap<String, Double> expected) {
        for (String field : metric.equals(StressRecipe.COLOR) ? List.of("r", "g", "b") : List.of("value")) {
            String series = metric + "|" + field;
            oracle.rollup(
                            "month",
                            0,
                            NaiveRollup.micros(NOW),
                            key -> key.series().equals(series))
                    .forEach((bucket, summary) -> expected.put(Answers.time(bucket) + " " + series, summary.avg()));
        }
    }

    private static void flatten(JsonNode row, SortedMap<String, Double> values) {
        String prefix = row.get("bucket").asString() + " " + row.get("series").asString() + "|";
        JsonNode value = row.get("value");
        if (value.isNumber()) {
            values.put(prefix + "value", value.asDouble());
        } else {
            value.properties()
                    .forEach(leaf ->
                            values.put(prefix + leaf.getKey(), leaf.getValue().asDouble()));
        }
    }

    private Void post(List<Session> sessions) {
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<? extends Future<?>> requests = sessions.stream()
                    .map(session -> clients.submit(() -> post(session)))
                    .toList();
            for (Future<?> request : requests) {
                request.get();
            }
            return null;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            clients.shutdown();
        }
    }

    private void post(Session session) {
        List<Map<String, Object>> data = session.points().stream()
                .map(point -> Map.<String, Object>of(
                        "series", point.metric(), "time", point.time().toString(), "value", point.value()))
                .toList();
        HttpResponse<String> response = varve.post(
                "/api/sessions",
                "application/json",
                JSON.writeValueAsString(Map.of(
                        "user_id", StressRecipe.USER.toString(),
                        "session_id", session.id().toString(),
                        "start_ts", session.start().toString(),
                        "data", data)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    private void expect(Session session, long source) {
        for (Point point : session.points()) {
            point.value()
                    .forEach((field, value) ->
                            oracle.put(point.metric() + "|" + field, NaiveRollup.micros(point.time()), source, value));
        }
    }

    private static <T> T timed(String what, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        LOG.info("{}: {} ms", what, (System.nanoTime() - start) / 1_000_000);
        return result;
    }

    private static void timed(String what, Runnable work) {
        timed(what, () -> {
            work.run();
            return true;
        });
    }
}
