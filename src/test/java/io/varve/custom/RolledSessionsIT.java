package io.varve.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.profile.ProfileCycle;
import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** ROL8, QRY34: rollups that keep sessions, and the questions they answer as points do. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolledSessionsIT {

    private static final Instant NOW = Instant.parse("2025-03-10T12:00:00Z");
    private static final Instant OLD = Instant.parse("2025-01-10T00:00:00Z");
    private static final List<String> COUNTRIES = List.of("at", "de", "fr");
    private static final String FUNCTIONS = "count,sum,min,max,avg,first,last,stddev";
    private static final String RANGE = "&start_time=2025-03-08T10:20:00Z&end_time=2025-03-10T09:40:00Z";
    private static final String ASKED = "series=blog.views&agg_func=" + FUNCTIONS;
    private static final String BY_SESSION = ASKED + RANGE + "&group_by=country,session_id&interval=1h";

    private final TestDatabase database;
    private final RunningVarve varve;

    RolledSessionsIT(TestDatabase database) {
        this.database = database;
        varve = RunningVarve.start(database, NOW, "varve.query.cache.size=8MB");
        Random random = new Random(7);
        for (int session = 1; session <= 12; session++) {
            Instant from = (session > 10 ? OLD.plus(Duration.ofDays(2)) : NOW).minusSeconds(3600L * random.nextInt(50));
            List<String> points = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                points.add(point(random.nextInt(9), from.minusSeconds(random.nextInt(7000)), random.nextInt(99) / 8.0));
            }
            visit(session, points);
        }
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            others.add(point(i % 9, NOW.minusSeconds(1 + random.nextInt(200_000)), i % 7));
        }
        stored(varve.post("/api/points", "application/json", "{\"points\":[" + String.join(",", others) + "]}"));
        tiers();
    }

    @BeforeEach
    void create() {
        put(
                "visits",
                "{\"source\":\"raw\",\"interval\":\"1h\",\"series\":\"blog.views\",\"dimensions\":[\"country\",\"session_id\"]}");
        refresh();
    }

    @AfterEach
    void drop() {
        varve.delete("/api/rollups/visits");
        varve.delete("/api/rollups/by_country");
        varve.bean(KnownRollups.class).current();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void answers_by_session_are_the_same_with_and_without_it() {
        List<String> questions = List.of(
                BY_SESSION,
                ASKED + RANGE + "&group_by=session_id&interval=1d",
                ASKED + RANGE + "&group_by=session_id&interval=1h&tags=country:de",
                ASKED + RANGE + "&interval=6h&session_id=" + id(3),
                ASKED + RANGE + "&interval=6h&fill=previous&session_id=" + id(3),
                BY_SESSION + "&session_id=" + id(4) + "&order=desc");
        List<JsonNode> with = new ArrayList<>();
        for (String asked : questions) {
            with.add(ask(asked));
            assertThat(layers(with.get(with.size() - 1))).as(asked).contains("visits");
        }
        JsonNode explained = json(varve.get("/api/timeseries/explain?" + BY_SESSION));
        assertThat(explained.get("segments").toString()).contains("visits");
        assertThat(explained.get("sql").asString()).contains("custom.rollup_");
        drop();
        for (int i = 0; i < questions.size(); i++) {
            JsonNode without = ask(questions.get(i) + "&limit=9999");
            assertThat(layers(without)).containsOnly("raw");
            assertThat(without.get("results").size()).isPositive();
            same(with.get(i), without);
        }
    }

    @Test
    void what_it_does_not_tell_is_told_by_others() {
        put(
                "by_country",
                "{\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"blog.views\",\"dimensions\":[\"country\"]}");
        refresh();
        assertThat(layers(ask(BY_SESSION))).contains("visits").doesNotContain("by_country");
        assertThat(layers(ask(ASKED + RANGE + "&group_by=country&interval=1h")))
                .contains("by_country")
                .doesNotContain("visits");
        for (String asked : List.of(
                BY_SESSION.replace("country,", "page,"),
                BY_SESSION.replace("interval=1h", "interval=30m"),
                BY_SESSION.replace(FUNCTIONS, "distinct"),
                ASKED + RANGE + "&interval=1h&window=6h&session_id=" + id(3))) {
            assertThat(layers(ask(asked))).as(asked).doesNotContain("visits", "by_country");
        }
    }

    @Test
    void a_point_of_another_session_and_a_session_that_goes_show_at_once() {
        Instant time = Instant.parse("2025-03-09T05:05:00Z");
        visit(21, List.of(point(3, time, 500)));
        tiers();
        refresh();
        visit(22, List.of(point(3, time, 500)));
        JsonNode both = ask(BY_SESSION);
        assertThat(both.get("results").toString()).contains(id(21), id(22));
        assertThat(layers(both).stream().filter("visits"::equals).count()).isEqualTo(2);
        assertThat(json(varve.get("/api/timeseries/explain?" + BY_SESSION))
                        .get("pending")
                        .isNull())
                .isFalse();
        tiers();
        same(both, ask(BY_SESSION));
        refresh();
        same(both, ask(BY_SESSION));
        assertThat(rows()).containsExactly(id(21) + " 1", id(22) + " 1");
        varve.delete("/api/sessions/" + id(21));
        JsonNode one = ask(BY_SESSION);
        assertThat(one.get("results").toString()).contains(id(22)).doesNotContain(id(21));
        assertThat(rows()).as("of a session that is gone").containsExactly(id(22) + " 1");
        varve.delete("/api/sessions/" + id(22));
        tiers();
        refresh();
        JsonNode none = ask(BY_SESSION);
        assertThat(none.get("results").toString()).doesNotContain(id(21), id(22));
        assertThat(rows()).isEmpty();
    }

    @Test
    void sessions_are_told_apart_after_their_points_are_gone() {
        String old = ASKED + "&start_time=2025-01-08&end_time=2025-01-14&group_by=country,session_id&interval=1d";
        put(
                "visits_to_see",
                "{\"source\":\"raw\",\"interval\":\"1h\",\"series\":\"blog.views\",\"dimensions\":[\"country\",\"session_id\"]}");
        refresh();
        JsonNode before = ask(old);
        assertThat(before.get("results").size()).isPositive();
        raiseFloor();
        JsonNode after = ask(old);
        assertThat(layers(after)).containsOnly("visits");
        same(before, after);
        assertThat(json(varve.get("/api/timeseries/explain?" + old))
                        .get("segments")
                        .toString())
                .contains("visits");
        database.jdbc()
                .sql(
                        "SELECT rollup.invalidate(1, array_agg(series_id), array_agg('2025-01-09Z'::timestamptz), array_agg('2025-01-14Z'::timestamptz), now())"
                                + " FROM catalog.series")
                .query(Integer.class)
                .single();
        JsonNode backfilled = ask(old + "&limit=9999");
        assertThat(layers(backfilled)).as("tiers have to be recomputed").containsOnly("visits");
        same(before, backfilled);
        visit(31, List.of(point(2, OLD.plusSeconds(90), 77), point(3, OLD.plusSeconds(95), 88)));
        visit(31, List.of(point(2, OLD.plusSeconds(90), 77)));
        JsonNode late = ask(old + "&session_id=" + id(31));
        assertThat(late.get("results").toString()).contains(id(31), "\"sum\":77", "\"sum\":88");
        tiers();
        refresh();
        same(late, ask(old + "&session_id=" + id(31)));
        for (String refused : List.of(
                old.replace("start_time=2025-01-08", "start_time=2025-01-08T00:20:00Z"),
                old.replace("start_time=2025-01-08", "start_time=2025-01-08T00:20:00Z")
                        .replace("end_time=2025-01-14", "end_time=2025-03-10"),
                old.replace("interval=1d", "interval=30m"),
                old.replace("country,", "page,"))) {
            assertThat(varve.get("/api/timeseries?" + refused).statusCode())
                    .as(refused)
                    .isEqualTo(400);
        }
        HttpResponse<String> lines = varve.get("/api/timeseries?" + old + "&format=ndjson");
        assertThat(lines.headers().firstValue("Varve-Resolution").orElseThrow()).contains("visits");
        assertThat(lines.body().lines().count())
                .isEqualTo(ask(old).get("results").size());
        drop();
        varve.delete("/api/rollups/visits_to_see");
        varve.bean(KnownRollups.class).current();
        assertThat(varve.get("/api/timeseries?" + old).body()).contains("sessions are told apart by raw points");
        assertThat(varve.get("/api/timeseries/explain?" + old).statusCode()).isEqualTo(400);
    }

    private void raiseFloor() {
        database.jdbc()
                .sql("SELECT sum(raw.settle(shard, NULL, 1000)) FROM generate_series(0, 3) AS shard")
                .query(Long.class)
                .single();
        varve.bean(ProfileCycle.class).run(NOW);
        Timestamp floor = Timestamp.from(Instant.parse("2025-02-01T00:00:00Z"));
        assertThat(database.jdbc()
                        .sql("SELECT rollup.raise_floor(0, ?, NULL, ?)")
                        .params(floor, Timestamp.from(NOW))
                        .query(Timestamp.class)
                        .single())
                .isEqualTo(floor);
        assertThat(database.jdbc()
                        .sql("SELECT count(*) FROM rollup.custom_invalidation")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** What the view has of the hour that is written to late: session and count. */
    private List<String> rows() {
        return database.jdbc()
                .sql("SELECT session_id || ' ' || rollup_count FROM custom.visits"
                        + " WHERE bucket = '2025-03-09 05:00Z' AND min = 500 ORDER BY 1")
                .query(String.class)
                .list();
    }

    private void same(JsonNode one, JsonNode other) {
        assertThat(one.get("results").size()).isEqualTo(other.get("results").size());
        for (int i = 0; i < one.get("results").size(); i++) {
            JsonNode left = one.get("results").get(i);
            JsonNode right = other.get("results").get(i);
            for (String member : List.of("bucket", "tags", "session_id")) {
                assertThat(String.valueOf(left.get(member))).isEqualTo(String.valueOf(right.get(member)));
            }
            for (String function : FUNCTIONS.split(",", -1)) {
                JsonNode value = left.get("values").get(function);
                JsonNode expected = right.get("values").get(function);
                assertThat(value.isNull()).isEqualTo(expected.isNull());
                if (!value.isNull()) {
                    assertThat(value.asDouble())
                            .as("%s of %s", function, left)
                            .isCloseTo(expected.asDouble(), within(1e-9));
                }
            }
        }
    }

    private static List<String> layers(JsonNode answer) {
        List<String> layers = new ArrayList<>();
        answer.get("metadata")
                .get("segments")
                .forEach(segment -> layers.add(segment.get("resolution").asString()));
        return layers;
    }

    private JsonNode ask(String query) {
        HttpResponse<String> answer = varve.get("/api/timeseries?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private void put(String name, String body) {
        HttpResponse<String> created = varve.send(HttpRequest.newBuilder(varve.uri("/api/rollups/" + name))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    }

    private void refresh() {
        varve.bean(RollupCycle.class).run(NOW);
        varve.bean(KnownRollups.class).current();
    }

    private void tiers() {
        varve.bean(RefreshCycle.class).run(NOW);
        varve.bean(RefreshCycle.class).run(NOW.plus(Duration.ofMinutes(2)));
    }

    private static String id(int session) {
        return "00000000-0000-4000-8000-%012d".formatted(session);
    }

    private static String point(int page, Instant time, double value) {
        return "{\"series\":\"blog.views\",\"time\":\"%s\",\"value\":%s,\"tags\":{\"page\":\"%d\",\"country\":\"%s\"}}"
                .formatted(time, value, page, COUNTRIES.get(page % 3));
    }

    private void visit(int session, List<String> points) {
        stored(varve.post(
                "/api/sessions",
                "application/json",
                points.stream()
                        .collect(Collectors.joining(",", "{\"session_id\":\"" + id(session) + "\",\"data\":[", "]}"))));
    }

    private static void stored(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return RunningVarve.json(answer);
    }
}
