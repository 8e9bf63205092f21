package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

/** Sessions of few points, which share statements and are held against what was last seen of the catalogue. */
@Timeout(60)
@ExtendWith(DatabaseExtension.class)
class SmallSessionsIT {

    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final long T0 = 1_735_689_660_000_000L;

    private static RunningVarve varve;
    private static StoredPoints stored;

    @BeforeAll
    static void start(TestDatabase database) {
        varve = RunningVarve.start(database, NOW, "varve.pool.ingest.lock-timeout=0s");
        stored = new StoredPoints(database);
    }

    @AfterAll
    static void stop() {
        varve.close();
    }

    @Test
    void sessions_of_one_statement_get_what_is_theirs_and_one_of_another_user_nothing() {
        UUID user = UUID.randomUUID();
        UUID old = UUID.randomUUID();
        UUID foreign = UUID.randomUUID();
        post(session(old, user, "\"value\":7,\"metadata\":{\"a\":1}", "together"), 201);
        post(session(foreign, UUID.randomUUID(), "\"value\":8", "together.foreign"), 201);
        List<UUID> fresh = List.of(UUID.randomUUID(), UUID.randomUUID());
        List<SmallSession> sessions = List.of(
                small(fresh.get(0), user, null, "together", 1, 2),
                small(foreign, user, 5L, "together.foreign", 9),
                small(old, user, T0, "together", 3),
                small(UUID.randomUUID(), user, null, "together"),
                small(fresh.get(1), user, T0 + 1, "together", 4));
        assertThat(raw().writeSessions(NOW, sessions)).containsExactly(true, false, true, true, true);

        assertThat(values(fresh.get(0))).containsExactly(1.0, 2.0);
        assertThat(values(fresh.get(1))).containsExactly(4.0);
        assertThat(values(old)).containsExactly(3.0);
        assertThat(read(old).toString()).doesNotContain("metadata").contains("\"start_ts\":\"2025-01-01T00:01:00Z\"");
        assertThat(read(fresh.get(1)).get("start_ts").asString()).isEqualTo("2025-01-01T00:01:00.000001Z");
        assertThat(values(foreign)).containsExactly(8.0);
        assertThat(read(foreign).get("start_ts").isNull()).isTrue();
        assertThat(stored.of("together")).hasSize(4);
        assertThat(stored.of("together.foreign")).hasSize(1);
    }

    @Test
    void of_several_sessions_none_waits_for_long_for_the_lock_of_another(TestDatabase database) throws Exception {
        UUID held = UUID.randomUUID();
        UUID free = UUID.randomUUID();
        post(session(held, null, "\"value\":1", "held"), 201);
        try (Session other = Session.open(database)) {
            other.begin().run("SELECT FROM catalog.session WHERE session_id = '" + held + "' FOR UPDATE");
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> raw().writeSessions(
                                    NOW,
                                    List.of(small(held, null, null, "held", 2), small(free, null, null, "held", 3))))
                    .withMessageContaining("lock timeout");
            Future<Integer> waits =
                    CompletableFuture.supplyAsync(() -> status(session(held, null, "\"value\":4", "held")));
            for (int i = 0; i < 20; i++) {
                post(session(UUID.randomUUID(), null, "\"value\":5", "held"), 201);
            }
            assertThat(waits).isNotDone();
            other.run("ROLLBACK");
            assertThat(waits.get()).isEqualTo(201);
        }
        assertThat(values(held)).containsExactly(4.0);
        assertThat(stored.of("held")).hasSize(21);
    }

    @Test
    void many_at_once_each_get_their_own_answer_and_store_their_own_points() throws Exception {
        UUID owned = UUID.randomUUID();
        post(session(owned, UUID.randomUUID(), "\"value\":-1", "crowd.owned"), 201);
        UUID shared = UUID.randomUUID();
        List<Callable<Integer>> requests = new ArrayList<>();
        Map<UUID, Double> expected = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            UUID id = UUID.randomUUID();
            String body = session(id, null, "\"value\":" + i, "crowd");
            expected.put(id, (double) i);
            requests.add(() -> status(body));
            if (i % 10 == 0) {
                String same = session(shared, null, "\"value\":" + i, "crowd.shared");
                requests.add(() -> status(same));
                String foreign = session(owned, UUID.randomUUID(), "\"value\":" + i, "crowd.owned");
                requests.add(() -> status(foreign) == 409 ? 201 : 0);
            }
        }
        Collections.shuffle(requests, new Random(1));
        ExecutorService threads = Executors.newFixedThreadPool(24);
        try {
            for (Future<Integer> answer : threads.invokeAll(requests)) {
                assertThat(answer.get()).isEqualTo(201);
            }
        } finally {
            threads.shutdown();
        }
        expected.forEach((id, value) -> assertThat(values(id)).containsExactly(value));
        assertThat(stored.of("crowd")).hasSize(300);
        assertThat(stored.of("crowd.shared")).hasSize(1);
        assertThat(values(owned)).containsExactly(-1.0);
    }

    @Test
    void a_schema_put_by_another_instance_holds_from_the_next_session_on(TestDatabase database) {
        post(session(UUID.randomUUID(), null, "\"value\":300", "elsewhere"), 201);
        putElsewhere(database, "elsewhere", "'{\"maximum\":255}'");
        assertThat(post(session(UUID.randomUUID(), null, "\"value\":300", "elsewhere"), 400))
                .contains("must have a maximum value of 255");
        post(session(UUID.randomUUID(), null, "\"value\":255", "elsewhere"), 201);
        putElsewhere(database, "elsewhere", "'{\"maximum\":300}'");
        post(session(UUID.randomUUID(), null, "\"value\":300", "elsewhere"), 201);
        putElsewhere(database, "elsewhere", "NULL");
        HttpResponse<String> partial = varve.post(
                "/api/sessions?partial=true",
                "application/json",
                session(UUID.randomUUID(), null, "\"value\":301", "elsewhere"));
        assertThat(RunningVarve.json(partial).get("rejected").asInt()).isZero();
        assertThat(stored.of("elsewhere")).hasSize(4);
    }

    @Test
    void a_kind_fixed_by_another_instance_refuses_a_session_naming_the_point(TestDatabase database) {
        post(session(UUID.randomUUID(), null, "\"value\":1", "before.kinds"), 201);
        database.jdbc()
                .sql(
                        "SELECT catalog.resolve_series(ARRAY['kinds'], ARRAY['value'], ARRAY['boolean'], ARRAY['{}'::jsonb],"
                                + " ARRAY[NULL::uuid], ARRAY[gen_random_uuid()], true, now())")
                .query(row -> {});
        JsonNode problem = RunningVarve.json(varve.post(
                "/api/sessions", "application/json", session(UUID.randomUUID(), null, "\"value\":1", "kinds")));
        assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("/data/0/value");
        assertThat(problem.get("errors").get(0).get("detail").asString()).contains("holds booleans");
    }

    @Test
    void a_refused_session_is_counted_once() {
        double before = refused();
        post(session(UUID.randomUUID(), null, "\"value\":null", "counted"), 400);
        assertThat(refused()).isEqualTo(before + 1);
    }

    private static double refused() {
        return varve.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("varve_ingest_requests_seconds_count")
                        && line.contains("format=\"session\"")
                        && line.contains("outcome=\"refused\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void putElsewhere(TestDatabase database, String metric, String schema) {
        database.jdbc()
                .sql("SELECT catalog.put_metric_type(?, " + schema + ", NULL, NULL, NULL, false, now())")
                .param(metric)
                .query(row -> {});
    }

    private static RawRepository raw() {
        return varve.bean(RawRepository.class);
    }

    private static SmallSession small(
            UUID id, @Nullable UUID user, @Nullable Long start, String metric, double... values) {
        SeriesCatalog catalog = varve.bean(SeriesCatalog.class);
        int series = catalog.resolve(
                        List.of(new SeriesKey(metric, new TreeMap<>(), user, "value")), List.of(ValueKind.NUMBER))
                .ids()[0];
        PointBlock points = new PointBlock(values.length);
        IntStream.range(0, values.length)
                .forEach(i -> points.add(series, T0 + i * 7_200_000_000L, 0, values[i], PointBlock.NO_METADATA));
        return new SmallSession(catalog.refresh(), id, user, start, points);
    }

    private static String session(UUID id, @Nullable UUID user, String members, String metric) {
        return "{\"session_id\":\"" + id + "\",\"user_id\":" + (user == null ? "null" : "\"" + user + "\"")
                + ",\"data\":[{\"series\":\"" + metric + "\",\"time\":\"2025-01-01T00:01:00Z\"," + members + "}]}";
    }

    private static int status(String body) {
        return varve.post("/api/sessions", "application/json", body).statusCode();
    }

    private static String post(String body, int status) {
        HttpResponse<String> answer = varve.post("/api/sessions", "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    private static JsonNode read(UUID session) {
        return RunningVarve.json(varve.get("/api/sessions/" + session));
    }

    private static List<Double> values(UUID session) {
        return read(session)
                .get("data")
                .valueStream()
                .map(point -> point.get("value").asDouble())
                .toList();
    }
}
