package io.varve.custom;

import static io.varve.custom.Blog.FUNCTIONS;
import static io.varve.custom.Blog.NOW;
import static io.varve.custom.Blog.layers;
import static io.varve.custom.Blog.point;
import static io.varve.custom.Blog.same;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.profile.ProfileCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
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

    private static final Instant OLD = Instant.parse("2025-01-10T00:00:00Z");
    private static final String RANGE = "&start_time=2025-03-08T10:20:00Z&end_time=2025-03-10T09:40:00Z";
    private static final String ASKED = "series=blog.views&agg_func=" + FUNCTIONS;
    private static final String VISITS =
            "{\"source\":\"raw\",\"interval\":\"1h\",\"series\":\"blog.views\",\"dimensions\":[\"country\",\"session_id\"]}";
    private static final String BY_SESSION = ASKED + RANGE + "&group_by=country,session_id&interval=1h";

    private final TestDatabase database;
    private final Blog blog;
    private final RunningVarve varve;

    RolledSessionsIT(TestDatabase database) {
        this.database = database;
        blog = new Blog(database, "8MB");
        varve = blog.varve;
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
        blog.post(others);
        blog.tiers();
    }

    @BeforeEach
    void create() {
        blog.create("visits", VISITS);
        blog.refresh();
    }

    @AfterEach
    void drop() {
        blog.drop("visits", "by_country");
    }

    @AfterAll
    void stop() {
        blog.close();
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
            with.add(blog.ask(asked));
            assertThat(layers(with.get(with.size() - 1))).as(asked).contains("visits");
        }
        JsonNode explained = blog.explain(BY_SESSION);
        assertThat(explained.get("segments").toString()).contains("visits");
        assertThat(explained.get("sql").asString()).contains("custom.rollup_");
        drop();
        for (int i = 0; i < questions.size(); i++) {
            JsonNode without = blog.ask(questions.get(i) + "&limit=9999");
            assertThat(layers(without)).containsOnly("raw");
            assertThat(without.get("results").size()).isPositive();
            same(with.get(i), without);
        }
    }

    @Test
    void what_it_does_not_tell_is_told_by_others() {
        blog.create("by_country", Blog.BY_COUNTRY);
        blog.refresh();
        assertThat(layers(blog.ask(BY_SESSION))).contains("visits").doesNotContain("by_country");
        assertThat(layers(blog.ask(ASKED + RANGE + "&group_by=country&interval=1h")))
                .contains("by_country")
                .doesNotContain("visits");
        for (String asked : List.of(
                BY_SESSION.replace("country,", "page,"),
                BY_SESSION.replace("interval=1h", "interval=30m"),
                BY_SESSION.replace(FUNCTIONS, "distinct"),
                ASKED + RANGE + "&interval=1h&window=6h&session_id=" + id(3))) {
            assertThat(layers(blog.ask(asked))).as(asked).doesNotContain("visits", "by_country");
        }
    }

    @Test
    void a_point_of_another_session_and_a_session_that_goes_show_at_once() {
        Instant time = Instant.parse("2025-03-09T05:05:00Z");
        visit(21, List.of(point(3, time, 500)));
        blog.tiers();
        blog.refresh();
        visit(22, List.of(point(3, time, 500)));
        JsonNode both = blog.ask(BY_SESSION);
        assertThat(both.get("results").toString()).contains(id(21), id(22));
        assertThat(layers(both).stream().filter("visits"::equals).count()).isEqualTo(2);
        assertThat(blog.explain(BY_SESSION).get("pending").isNull()).isFalse();
        blog.tiers();
        same(both, blog.ask(BY_SESSION));
        blog.refresh();
        same(both, blog.ask(BY_SESSION));
        assertThat(rows()).containsExactly(id(21) + " 1", id(22) + " 1");
        varve.delete("/api/sessions/" + id(21));
        JsonNode one = blog.ask(BY_SESSION);
        assertThat(one.get("results").toString()).contains(id(22)).doesNotContain(id(21));
        assertThat(rows()).as("of a session that is gone").containsExactly(id(22) + " 1");
        varve.delete("/api/sessions/" + id(22));
        blog.tiers();
        blog.refresh();
        JsonNode none = blog.ask(BY_SESSION);
        assertThat(none.get("results").toString()).doesNotContain(id(21), id(22));
        assertThat(rows()).isEmpty();
    }

    @Test
    void sessions_are_told_apart_after_their_points_are_gone() {
        String old = ASKED + "&start_time=2025-01-08&end_time=2025-01-14&group_by=country,session_id&interval=1d";
        blog.create("visits_to_see", VISITS);
        blog.refresh();
        JsonNode before = blog.ask(old);
        assertThat(before.get("results").size()).isPositive();
        raiseFloor();
        JsonNode after = blog.ask(old);
        assertThat(layers(after)).containsOnly("visits");
        same(before, after);
        assertThat(blog.explain(old).get("segments").toString()).contains("visits");
        database.jdbc()
                .sql(
                        "SELECT rollup.invalidate(1, array_agg(series_id), array_agg('2025-01-09Z'::timestamptz), array_agg('2025-01-14Z'::timestamptz), now())"
                                + " FROM catalog.series")
                .query(Integer.class)
                .single();
        JsonNode backfilled = blog.ask(old + "&limit=9999");
        assertThat(layers(backfilled)).as("tiers have to be recomputed").containsOnly("visits");
        same(before, backfilled);
        visit(31, List.of(point(2, OLD.plusSeconds(90), 77), point(3, OLD.plusSeconds(95), 88)));
        visit(31, List.of(point(2, OLD.plusSeconds(90), 77)));
        JsonNode late = blog.ask(old + "&session_id=" + id(31));
        assertThat(late.get("results").toString()).contains(id(31), "\"sum\":77", "\"sum\":88");
        blog.tiers();
        blog.refresh();
        same(late, blog.ask(old + "&session_id=" + id(31)));
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
                .isEqualTo(blog.ask(old).get("results").size());
        drop();
        blog.drop("visits_to_see");
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

    private static String id(int session) {
        return "00000000-0000-4000-8000-%012d".formatted(session);
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
}
