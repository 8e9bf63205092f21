package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Requests that bring many points of a series and hour, which become chunks straight away. */
@ExtendWith(DatabaseExtension.class)
class BulkIT {

    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final Instant START = Instant.parse("2025-03-01T00:00:00Z");
    private static final int POINTS = 360;

    private static RunningVarve varve;
    private static JdbcClient jdbc;
    private static StoredPoints stored;

    @BeforeAll
    static void start(TestDatabase database) {
        varve = RunningVarve.start(database, NOW);
        jdbc = database.jdbc();
        stored = new StoredPoints(database);
        load("first", START, 10, 1);
        refresh();
    }

    @AfterAll
    static void stop() {
        varve.close();
    }

    @Test
    void an_hour_of_points_is_one_chunk_and_a_few_points_are_none() {
        load("packed", START, POINTS, 1);
        load("few", START, Chunks.MIN_POINTS - 1, 1);
        assertThat(chunks("packed")).isEqualTo(1);
        assertThat(chunks("few")).isZero();
        assertThat(stored.of("packed")).hasSize(POINTS).first().isEqualTo(START + " 0 value = 1");
        assertThat(stored.of("few")).hasSize(Chunks.MIN_POINTS - 1);
    }

    @Test
    void the_hour_that_is_running_is_left_to_the_log() {
        load("running", NOW.minusSeconds(1800), 200, 1);
        assertThat(chunks("running")).isEqualTo(1);
        assertThat(stored.of("running")).hasSize(200);
        assertThat(jdbc.sql("SELECT max(hour) = ?::timestamptz FROM raw.chunk")
                        .param(NOW.minusSeconds(3600).toString())
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void single_points_written_after_the_bulk_win(boolean settled) {
        String series = "bulk.first." + settled;
        load(series, START, POINTS, 1);
        load(series, START.plusSeconds(10), 1, 7);
        settle(settled);
        assertThat(chunks(series)).isEqualTo(1);
        assertThat(sum(series)).isEqualTo(POINTS - 1 + 7);
        load(series, START.plusSeconds(20), 1, 9);
        assertThat(sum(series)).isEqualTo(POINTS - 2 + 7 + 9);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_bulk_wins_over_points_written_before(boolean settled) {
        String series = "bulk.last." + settled;
        load(series, START.plusSeconds(10), 1, 7);
        load(series, START.plusSeconds(10 * POINTS - 5), 1, 5);
        settle(settled);
        load(series, START, POINTS, 1);
        assertThat(sum(series)).isEqualTo(POINTS + 5);
        load(series, START, POINTS, 2);
        settle(settled);
        assertThat(sum(series)).isEqualTo(2 * POINTS + 5);
    }

    @Test
    void a_deleted_bulk_can_come_again() {
        load("again", START, POINTS, 1);
        HttpResponse<String> answer =
                varve.delete("/api/points?series=again&start_time=" + START + "&end_time=" + START.plusSeconds(3_600));
        assertThat(RunningVarve.json(answer).get("deleted").asInt()).isEqualTo(POINTS);
        assertThat(stored.of("again")).isEmpty();
        load("again", START, POINTS, 3);
        assertThat(sum("again")).isEqualTo(3 * POINTS);
        refresh();
        assertThat(sum("again")).isEqualTo(3 * POINTS);
    }

    @Test
    void a_bulk_below_the_fence_is_in_every_answer_at_once_and_in_every_tier_after_a_refresh() {
        load("history", START, 3 * POINTS, 1);
        assertThat(jdbc.sql("SELECT count(*) FROM rollup.invalidation JOIN catalog.series USING (series_id)"
                                + " JOIN catalog.field USING (field_id) JOIN catalog.metric_type AS m USING (metric_type_id)"
                                + " WHERE m.name = 'history'")
                        .query(Integer.class)
                        .single())
                .isPositive();
        assertThat(sum("history")).isEqualTo(3 * POINTS);
        refresh();
        assertThat(sum("history")).isEqualTo(3 * POINTS);
        assertThat(stored.count("platinum.series_1d WHERE series = 'history' AND rollup_count = " + 3 * POINTS))
                .isEqualTo(1);
    }

    @Test
    void concurrent_bulks_of_the_same_hours_all_succeed_and_every_point_is_of_one_of_them() throws Exception {
        List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
        for (int request = 1; request <= 8; request++) {
            String body = lines("crowd.a", START, 3 * POINTS, request) + lines("crowd.b", START, POINTS, request);
            requests.add(() -> varve.post("/api/points", "application/x-ndjson", body));
        }
        ExecutorService threads = Executors.newFixedThreadPool(requests.size());
        for (Future<HttpResponse<String>> answer : threads.invokeAll(requests)) {
            assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
        }
        threads.shutdown();
        assertThat(stored.of("crowd.a")).hasSize(3 * POINTS);
        assertThat(stored.of("crowd.b")).hasSize(POINTS);
        double before = sum("crowd.a");
        settle(true);
        assertThat(sum("crowd.a")).isEqualTo(before);
    }

    @Test
    void a_bulk_that_fails_halfway_leaves_nothing() {
        jdbc.sql("CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$")
                .update();
        jdbc.sql("CREATE TRIGGER refuse BEFORE INSERT ON raw.batch EXECUTE FUNCTION public.refuse()")
                .update();
        try {
            String body = lines("half", START, POINTS, 1) + lines("half", START.plusSeconds(7_200), 1, 1);
            assertThat(varve.post("/api/points", "application/x-ndjson", body).statusCode())
                    .isEqualTo(500);
        } finally {
            jdbc.sql("DROP FUNCTION public.refuse() CASCADE").update();
        }
        assertThat(stored.of("half")).isEmpty();
        assertThat(chunks("half")).isZero();
    }

    @Test
    void keys_are_packed_and_sessions_are_not() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < POINTS; i++) {
            String time = START.plusSeconds(i / 2).toString();
            lines.append(
                    "{\"series\":\"keyed\",\"time\":\"" + time + "\",\"value\":" + i + ",\"key\":\"" + i % 2 + "\"}\n");
            lines.append("{\"series\":\"of.session\",\"time\":\"" + time + "\",\"value\":" + i
                    + ",\"session_id\":\"77777777-7777-7777-7777-777777777777\"}\n");
        }
        ok(varve.post("/api/points", "application/x-ndjson", lines.toString()));
        assertThat(chunks("keyed")).isEqualTo(1);
        assertThat(chunks("of.session")).isZero();
        assertThat(stored.of("keyed")).hasSize(POINTS);
        assertThat(stored.of("of.session")).hasSize(POINTS / 2);
    }

    private static void load(String series, Instant from, int points, int value) {
        ok(varve.post("/api/points", "application/x-ndjson", lines(series, from, points, value)));
    }

    private static String lines(String series, Instant from, int points, int value) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < points; i++) {
            lines.append("{\"series\":\"%s\",\"time\":\"%s\",\"value\":%d}\n"
                    .formatted(series, from.plusSeconds(10L * i), value));
        }
        return lines.toString();
    }

    private static int chunks(String metric) {
        return jdbc.sql("SELECT count(*) FROM raw.chunk JOIN catalog.series USING (series_id) JOIN catalog.field"
                        + " USING (field_id) JOIN catalog.metric_type AS m USING (metric_type_id) WHERE m.name = ?")
                .param(metric)
                .query(Integer.class)
                .single();
    }

    /** Folds the log into chunks, as the job does from time to time. */
    private static void settle(boolean really) {
        if (really) {
            refresh();
            refresh();
            jdbc.sql("SELECT raw.settle(s, NULL, 1000000) FROM generate_series(0, rollup.shard_count() - 1) AS s")
                    .query(rows -> {});
        }
    }

    private static void refresh() {
        varve.bean(RefreshCycle.class).run(varve.clock().instant());
    }

    private static double sum(String series) {
        JsonNode answer = ok(varve.get("/api/timeseries?series=" + series
                + "&interval=year&agg_func=sum&start_time=2025-01-01&end_time=" + NOW));
        return answer.get("results").get(0).get("value").asDouble();
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }
}
