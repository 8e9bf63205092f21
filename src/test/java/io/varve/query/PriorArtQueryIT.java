package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The rows of docs/coming-from-time-series-backend.md. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PriorArtQueryIT {

    private static final String USER = "d38834e0-fe46-4bf9-831d-1d5b125bdc9b";
    private static final String SESSION = "6f4b4b1e-4d0e-4a36-9e0a-0b1f9e6d7c11";
    private static final String JANUARY = "start_time=2025-01-01";
    private static final String END = "end_time=2025-02-01";

    private final RunningVarve varve;
    private final Fixture fixture;

    PriorArtQueryIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-01-20T12:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        assertThat(varve.post("/api/session/", "application/json", """
                {"user_id":"%s","session_id":"%s","start_ts":"2025-01-14T08:00:00Z","data":[
                  {"series":"session.gut_health_score","time":"2025-01-14T09:00:00Z","value":20.5},
                  {"series":"session.gut_health_score","time":"2025-01-15T04:30:00Z","value":21.255555},
                  {"series":"session.urine.color","time":"2025-01-14T09:00:00Z","value":{"r":101.6,"g":38,"b":1.5}},
                  {"series":"session.place","time":"2025-01-14T09:00:00Z","value":{"lat":52.5,"lon":13.4}},
                  {"series":"session.steps","time":"2025-01-14T09:00:00Z","value":3},
                  {"series":"session.steps","time":"2025-01-14T10:00:00Z","value":5},
                  {"series":"session.mood","time":"2025-01-14T09:00:00Z","value":"calm"}]}""".formatted(USER, SESSION))
                        .statusCode())
                .isEqualTo(201);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void sessions_are_listed_read_and_changed_by_post_only() {
        assertThat(json("/api/sessions/?user_id=" + USER).get("results")).hasSize(1);
        assertThat(json("/api/sessions/" + SESSION + "/").get("data")).hasSize(7);
        for (String method : List.of("PUT", "PATCH")) {
            assertThat(varve.send(HttpRequest.newBuilder(varve.uri("/api/sessions/" + SESSION))
                                    .header("Content-Type", "application/json")
                                    .method(method, BodyPublishers.ofString("{}")))
                            .statusCode())
                    .isEqualTo(405);
        }
        String other = "7f4b4b1e-4d0e-4a36-9e0a-0b1f9e6d7c11";
        varve.post("/api/sessions/", "application/json", "{\"session_id\":\"" + other + "\",\"data\":[]}");
        assertThat(varve.delete("/api/sessions/" + other + "/").statusCode()).isEqualTo(204);
        assertThat(varve.get("/api/timeseries/1/").statusCode()).isEqualTo(404);
    }

    @Test
    void metric_types_have_the_same_list() {
        JsonNode page = json("/api/metrictypes/?limit=1&offset=1");
        assertThat(page.propertyNames()).containsExactlyInAnyOrder("count", "next", "previous", "results");
        assertThat(page.get("results").get(0).propertyNames()).contains("series", "schema", "description");
        assertThat(json("/api/metrictypes/session.urine.color/").get("series").asString())
                .isEqualTo("session.urine.color");
        assertThat(varve.post("/api/metrictypes/", "application/json", "{}").statusCode())
                .isEqualTo(405);
        assertThat(RunningVarve.json(varve.get("/api/metrictypes/?interval=month"))
                        .get("parameter")
                        .asString())
                .isEqualTo("interval");
        for (String document : List.of("/openapi.yaml", "/redoc/", "/swagger-ui/")) {
            assertThat(varve.get(document).statusCode()).isBetween(200, 399);
        }
    }

    @Test
    void users_and_sessions_are_optional_and_checked() {
        assertThat(fixture.ask("interval=month", "user_id=" + USER).get("results"))
                .isNotEmpty();
        assertThat(fixture.ask("interval=month").get("results")).isNotEmpty();
        refused("user_id", "user_id=me");
        refused("session_id", "session_id=1");
    }

    @Test
    void series_are_names_globs_and_expressions() {
        assertThat(fixture.names("interval=month", "series=session.steps, session.place"))
                .containsExactly("session.place", "session.steps");
        assertThat(fixture.names("interval=month", "series=*urine.*")).containsExactly("session.urine.color");
        assertThat(fixture.names("interval=month", "series=urine.*")).isEmpty();
        assertThat(fixture.names("interval=month", "series=^session\\.urine\\..+$"))
                .containsExactly("session.urine.color");
        fixture.refused(404, "series=session.nothing");
        refused("series", "series=,");
    }

    @Test
    void intervals_are_of_any_width_in_any_case() {
        for (String interval : List.of("min", "week", "month", "day", "hour", "MONTH", "15m")) {
            assertThat(fixture.ask("interval=" + interval).get("results")).isNotEmpty();
        }
        assertThat(fixture.results("series=session.steps")).containsExactly("2025-01-13T00:00:00Z session.steps 4.0");
        refused("interval", "interval=fortnight");
    }

    @Test
    void times_are_of_a_zone_and_the_end_is_exclusive() {
        String[] scores = {"series=session.gut_health_score", "interval=day", "agg_func=count", JANUARY, END};
        assertThat(fixture.results(scores)).hasSize(2);
        assertThat(fixture.results("tz=America/New_York", scores[0], scores[1], scores[2], JANUARY, END))
                .containsExactly("2025-01-14T05:00:00Z session.gut_health_score 2");
        assertThat(fixture.ask("tz=America/New_York", JANUARY)
                        .get("metadata")
                        .get("start_time")
                        .asString())
                .isEqualTo("2025-01-01T05:00:00Z");
        assertThat(fixture.ask(scores[0], JANUARY, "end_time=2025-01-14T09:00:00Z")
                        .get("results"))
                .isEmpty();
        assertThat(fixture.ask(scores[0], JANUARY, "end_time=2025-01-14T09:00:00.000001Z")
                        .get("results"))
                .hasSize(1);
        JsonNode week = fixture.ask("interval=day").get("metadata");
        assertThat(week.get("start_time").asString()).isEqualTo("2025-01-13T12:00:00Z");
        assertThat(week.get("end_time").asString()).isEqualTo("2025-01-20T12:00:00Z");
        refused("start_time", "start_time=soon");
        refused("start_time", "start_time=2025-02-30");
    }

    @Test
    void functions_are_of_any_case_and_known() {
        for (String function : List.of("avg", "MIN", "Max", "count")) {
            assertThat(fixture.ask("agg_func=" + function, "interval=month").get("results"))
                    .isNotEmpty();
        }
        refused("agg_func", "agg_func=mean");
    }

    @Test
    void pages_are_by_cursor() {
        assertThat(fixture.ask("interval=month", "limit=1")
                        .get("metadata")
                        .get("next")
                        .isNull())
                .isFalse();
        JsonNode problem = fixture.refused(400, "offset=1");
        assertThat(problem.get("parameter").asString()).isEqualTo("offset");
        assertThat(problem.get("accepted").toString()).contains("limit", "cursor");
    }

    @Test
    void answers_have_the_same_members_and_full_precision() {
        JsonNode answer = fixture.ask("series=session.*", "interval=month", "agg_func=AVG", JANUARY, END);
        assertThat(answer.get("metadata").propertyNames()).contains("count", "interval", "agg_func");
        assertThat(answer.get("metadata").get("count").asInt())
                .isEqualTo(answer.get("results").size());
        assertThat(answer.get("results").toString()).isEqualTo("""
                [{"bucket":"2025-01-01T00:00:00Z","series":"session.gut_health_score","value":20.8777775},\
                {"bucket":"2025-01-01T00:00:00Z","series":"session.place","value":{"lat":52.5,"lon":13.4}},\
                {"bucket":"2025-01-01T00:00:00Z","series":"session.steps","value":4.0},\
                {"bucket":"2025-01-01T00:00:00Z","series":"session.urine.color","value":{"b":1.5,"g":38.0,"r":101.6}}]""");
        assertThat(fixture.rows("series=session.urine.color", "agg_func=count")).contains("{\"b\":1,\"g\":1,\"r\":1}");
        assertThat(fixture.rows("series=session.mood", "agg_func=first")).contains("\"calm\"");
        assertThat(fixture.results("series=session.gut_health_score", "interval=day", "order=desc", "agg_func=count"))
                .containsExactly(
                        "2025-01-15T00:00:00Z session.gut_health_score 1",
                        "2025-01-14T00:00:00Z session.gut_health_score 1");
    }

    private JsonNode json(String path) {
        var answer = varve.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }

    private void refused(String parameter, String... parameters) {
        assertThat(fixture.refused(400, parameters).get("parameter").asString()).isEqualTo(parameter);
    }
}
