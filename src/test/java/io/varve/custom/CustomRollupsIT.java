package io.varve.custom;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code /api/rollups} and the job behind it: ROL8, ROL9, ROL12, ROL18, MOD13, OPS19. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CustomRollupsIT {

    private static final Instant NOW = Instant.parse("2025-03-10T12:00:00Z");
    private static final String HOURLY =
            "{\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"blog.views\",\"dimensions\":[\"country\"]}";

    private final TestDatabase database;
    private final RunningVarve varve;

    CustomRollupsIT(TestDatabase database) {
        this.database = database;
        varve = RunningVarve.start(database, NOW);
        for (int page = 0; page < 4; page++) {
            views(page, page % 2 == 0 ? "de" : "at", "2025-03-10T09:10:00Z", 1 + page);
            views(page, page % 2 == 0 ? "de" : "at", "2025-03-10T09:50:00Z", 10);
        }
        post(
                "{\"points\":[{\"series\":\"blog.views\",\"time\":\"2025-03-10T10:30:00Z\",\"value\":7,\"tags\":{\"page\":\"9\"}}]}");
        tiers();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @AfterEach
    void drop() {
        json(varve.get("/api/rollups?limit=1000")).get("results").forEach(rollup -> {
            if (rollup.get("kind").asString().equals("custom")) {
                varve.delete("/api/rollups/" + rollup.get("name").asString());
            }
        });
    }

    @Test
    void views_by_country_hourly() {
        assertThat(put("by_country", HOURLY).statusCode()).isEqualTo(201);
        refresh();
        assertThat(database.jdbc()
                        .sql(
                                "SELECT concat_ws(' ', country, bucket AT TIME ZONE 'UTC', sum, rollup_count) FROM custom.by_country ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "2025-03-10 10:00:00 7 1", "at 2025-03-10 09:00:00 26 4", "de 2025-03-10 09:00:00 24 4");
        JsonNode rollup = json(varve.get("/api/rollups/by_country"));
        assertThat(rollup.get("groups").asInt()).isBetween(3, 4);
        assertThat(rollup.get("members").asInt()).isBetween(5, 6);
        assertThat(rollup.get("watermark").asString()).isEqualTo("2025-03-10T12:00:00Z");
        assertThat(rollup.get("pending").asInt()).isZero();
    }

    @Test
    void a_round_that_finds_nothing_to_do_leaves_no_trace() {
        put("idle", HOURLY);
        refresh();
        refresh();
        assertThat(database.jdbc()
                        .sql("SELECT outcome FROM ops.run WHERE tier = 'idle'")
                        .query(String.class)
                        .list())
                .containsExactly("succeeded");
        assertThat(database.jdbc()
                        .sql("SELECT count(*) FROM ops.error WHERE tier = 'idle'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_late_point_and_a_series_that_comes_later_are_followed() {
        put("by_country", HOURLY);
        refresh();
        views(0, "de", "2025-03-10T09:20:00Z", 100);
        views(17, "fr", "2025-03-10T09:20:00Z", 5);
        tiers();
        refresh();
        assertThat(database.jdbc()
                        .sql(
                                "SELECT concat_ws(' ', country, sum) FROM custom.by_country WHERE bucket = '2025-03-10 09:00Z' ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactly("at 26", "de 124", "fr 5");
        assertThat(varve.delete("/api/points?series=blog.views&tags=page:17&start_time=2025-03-10&end_time=2025-03-11")
                        .statusCode())
                .isEqualTo(200);
        assertThat(varve.delete(
                                "/api/points?series=blog.views&tags=page:0&start_time=2025-03-10T09:15:00Z&end_time=2025-03-10T09:30:00Z")
                        .statusCode())
                .isEqualTo(200);
        tiers();
        refresh();
        assertThat(database.jdbc()
                        .sql(
                                "SELECT concat_ws(' ', country, sum) FROM custom.by_country WHERE bucket = '2025-03-10 09:00Z' ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactly("at 26", "de 24");
    }

    @Test
    void sessions_are_told_apart_by_one_that_is_folded_from_points() {
        String body = HOURLY.replace("1m", "raw").replace("\"country\"", "\"country\",\"session_id\"");
        assertThat(put("visits", body).statusCode()).isEqualTo(201);
        String session = "00000000-0000-4000-8000-000000000001";
        assertThat(varve.post(
                                "/api/sessions",
                                "application/json",
                                "{\"session_id\":\"%s\",\"data\":[{\"series\":\"blog.views\",\"time\":\"2025-03-10T09:10:00Z\",\"value\":1,\"tags\":{\"page\":\"0\",\"country\":\"de\"}}]}"
                                        .formatted(session))
                        .statusCode())
                .isEqualTo(201);
        tiers();
        refresh();
        assertThat(database.jdbc()
                        .sql(
                                "SELECT concat_ws(' ', country, session_id, bucket AT TIME ZONE 'UTC', sum, rollup_count) FROM custom.visits ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder(
                        "2025-03-10 10:00:00 7 1",
                        "at 2025-03-10 09:00:00 26 4",
                        "de 2025-03-10 09:00:00 24 4",
                        "de " + session + " 2025-03-10 09:00:00 1 1");
        JsonNode rollup = json(varve.get("/api/rollups/visits"));
        assertThat(rollup.get("source").asString()).isEqualTo("raw");
        assertThat(rollup.get("dimensions").toString()).isEqualTo("[\"country\",\"session_id\"]");
        assertThat(put("visits", body).statusCode()).isEqualTo(200);
        assertThat(put("visits", HOURLY).statusCode()).isEqualTo(409);
        varve.delete("/api/sessions/" + session);
        tiers();
    }

    @Test
    void what_it_is_kept_like_can_be_altered_but_not_what_it_is_of() {
        put("by_country", HOURLY);
        refresh();
        String kept = HOURLY.replace(
                "}", ",\"retention\":\"90d\",\"look_back\":\"30m\",\"schedule\":\"30 * * * *\",\"active\":false}");
        HttpResponse<String> altered = put("by_country", kept);
        assertThat(altered.statusCode()).as(altered.body()).isEqualTo(200);
        JsonNode rollup = json(altered);
        assertThat(List.of(
                        rollup.get("retention").asString(),
                        rollup.get("look_back").asString(),
                        rollup.get("schedule").asString(),
                        rollup.get("active").asBoolean()))
                .isEqualTo(List.of("90d", "30m", "30 * * * *", false));
        assertThat(rollup.get("watermark").asString()).isEqualTo("2025-03-10T12:00:00Z");
        assertThat(put("by_country", HOURLY.replace("1h", "2h")).statusCode()).isEqualTo(409);
        assertThat(put("by_country", HOURLY.replace("country", "page")).statusCode())
                .isEqualTo(409);
    }

    @Test
    void rol18_a_look_back_is_recomputed_in_each_run_though_shorter_than_a_bucket() {
        put("by_country", HOURLY.replace("}", ",\"look_back\":\"5m\"}"));
        refresh();
        database.jdbc()
                .sql("UPDATE custom.rollup_" + id("by_country") + " SET value_sum = -1")
                .update();
        refresh();
        assertThat(database.jdbc()
                        .sql("SELECT concat_ws(' ', country, sum) FROM custom.by_country ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactly("-1", "at -1", "de -1");
        put("by_country", HOURLY.replace("}", ",\"look_back\":\"61m\"}"));
        refresh();
        assertThat(database.jdbc()
                        .sql("SELECT concat_ws(' ', country, sum) FROM custom.by_country ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactly("7", "at -1", "de -1");
    }

    @Test
    void ops19_a_schedule_is_kept() {
        put("by_country", HOURLY.replace("}", ",\"schedule\":\"30 * * * *\"}"));
        refresh();
        assertThat(json(varve.get("/api/rollups/by_country")).get("next_run").asString())
                .isEqualTo("2025-03-10T12:30:00Z");
        views(0, "de", "2025-03-10T09:20:00Z", 100);
        tiers();
        refresh();
        assertThat(json(varve.get("/api/rollups/by_country")).get("pending").asInt())
                .isEqualTo(1);
        varve.clock().set(Instant.parse("2025-03-10T12:30:00Z"));
        refresh();
        assertThat(json(varve.get("/api/rollups/by_country")).get("pending").asInt())
                .isZero();
        assertThat(json(varve.get("/api/rollups/by_country")).get("next_run").asString())
                .isEqualTo("2025-03-10T13:30:00Z");
        varve.delete("/api/points?series=blog.views&start_time=2025-03-10T09:15:00Z&end_time=2025-03-10T09:30:00Z");
        tiers();
        varve.clock().set(NOW);
    }

    @Test
    void it_is_a_job_in_the_ledger_and_in_the_monitor_and_one_that_fails_delays_no_other() {
        put("good", HOURLY);
        put("poisoned", HOURLY);
        database.jdbc()
                .sql("ALTER TABLE custom.rollup_" + id("poisoned") + " ADD CONSTRAINT poison CHECK (point_count < 0)")
                .update();
        refresh();
        assertThat(json(varve.get("/api/rollups/good")).get("watermark").isNull())
                .isFalse();
        JsonNode runs = json(varve.get("/api/operations/refreshes?tier=good")).get("results");
        assertThat(runs.get(0).get("outcome").asString()).isEqualTo("succeeded");
        assertThat(runs.get(0).get("rows_out").asInt()).isEqualTo(3);
        assertThat(json(varve.get("/api/operations/refreshes?tier=poisoned"))
                        .get("results")
                        .get(0)
                        .get("outcome")
                        .asString())
                .isEqualTo("failed");
        assertThat(database.jdbc()
                        .sql(
                                "SELECT concat_ws(' ', health, state) FROM ops.monitor(?::timestamptz) WHERE tier = 'poisoned'")
                        .param(NOW.toString())
                        .query(String.class)
                        .single())
                .isEqualTo("ALERT retrying");
        database.jdbc()
                .sql("ALTER TABLE custom.rollup_" + id("poisoned") + " DROP CONSTRAINT poison")
                .update();
        varve.clock().tick(Duration.ofMinutes(1));
        refresh();
        assertThat(database.jdbc()
                        .sql(
                                "SELECT concat_ws(' ', health, state) FROM ops.monitor(?::timestamptz) WHERE tier = 'poisoned'")
                        .param(NOW.toString())
                        .query(String.class)
                        .single())
                .isEqualTo("OK idle");
        varve.clock().set(NOW);
    }

    @Test
    void a_paused_one_is_not_refreshed_but_when_it_is_asked_for() {
        put("by_country", HOURLY.replace("}", ",\"active\":false}"));
        refresh();
        assertThat(json(varve.get("/api/rollups/by_country")).get("watermark").isNull())
                .isTrue();
        JsonNode done = json(varve.post("/api/rollups/by_country/refresh", "application/json", ""));
        assertThat(done.get("watermark").asString()).isEqualTo("2025-03-10T12:00:00Z");
        assertThat(rows("by_country")).isEqualTo(3);
    }

    @Test
    void tiers_are_shown_and_not_changed() {
        JsonNode hour = json(varve.get("/api/rollups/1h"));
        assertThat(hour.get("kind").asString()).isEqualTo("tier");
        assertThat(hour.get("source").asString()).isEqualTo("5m");
        assertThat(json(varve.get("/api/rollups")).get("count").asInt()).isEqualTo(7);
        assertThat(put("1h", HOURLY).statusCode()).isEqualTo(409);
        assertThat(varve.delete("/api/rollups/1h").statusCode()).isEqualTo(409);
        assertThat(varve.delete("/api/rollups/nothing").statusCode()).isEqualTo(404);
        assertThat(varve.get("/api/rollups/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void dropping_it_takes_its_tables_along() {
        put("by_country", HOURLY);
        refresh();
        assertThat(varve.delete("/api/rollups/by_country").statusCode()).isEqualTo(204);
        assertThat(database.jdbc()
                        .sql("SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'custom'::regnamespace)"
                                + " + (SELECT count(*) FROM rollup.custom_member) + (SELECT count(*) FROM rollup.custom_group)"
                                + " + (SELECT count(*) FROM ops.job WHERE tier = 'by_country')")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void retention_removes_what_is_older() {
        put("by_country", HOURLY.replace("1h", "1m").replace("}", ",\"retention\":\"150m\"}"));
        refresh();
        assertThat(json(varve.get("/api/rollups/by_country")).get("begins").asString())
                .isEqualTo("2025-03-10T09:30:00Z");
        assertThat(rows("by_country")).isEqualTo(3);
        varve.clock().tick(Duration.ofMinutes(30));
        refresh();
        assertThat(rows("by_country")).isEqualTo(1);
        varve.clock().set(NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source | {\"interval\":\"1h\",\"series\":\"x\"}",
                "source | {\"source\":\"raw\",\"interval\":\"1h\",\"series\":\"x\"}",
                "source | {\"source\":\"raw\",\"interval\":\"1h\",\"series\":\"x\",\"dimensions\":[\"country\"]}",
                "interval | {\"source\":\"raw\",\"interval\":\"90s\",\"series\":\"x\",\"dimensions\":[\"session_id\"]}",
                "dimensions | {\"source\":\"1h\",\"interval\":\"1h\",\"series\":\"x\",\"dimensions\":[\"session_id\"]}",
                "dimensions | {\"source\":\"raw\",\"interval\":\"1h\",\"series\":\"x\",\"dimensions\":[\"session_id\",\"session_id\"]}",
                "interval | {\"source\":\"1m\",\"series\":\"x\"}",
                "interval | {\"source\":\"1m\",\"interval\":\"90s\",\"series\":\"x\"}",
                "interval | {\"source\":\"1w\",\"interval\":\"1mo\",\"series\":\"x\"}",
                "interval | {\"source\":\"1m\",\"interval\":\"often\",\"series\":\"x\"}",
                "series | {\"source\":\"1m\",\"interval\":\"1h\"}",
                "series | {\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"^x\"}",
                "series | {\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"^\\\\pL$\"}",
                "dimensions | {\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"x\",\"dimensions\":[\"session_id\"]}",
                "dimensions | {\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"x\",\"dimensions\":[\"a\",\"a\"]}",
                "dimensions | {\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"x\",\"dimensions\":[null]}",
                "look_back | {\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"x\",\"look_back\":\"-1h\"}",
                "retention | {\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"x\",\"retention\":\"long\"}",
                "schedule | {\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"x\",\"schedule\":\"61 * * * *\"}",
                "name | {\"name\":\"other\",\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"x\"}"
            })
    void what_is_wrong_is_named(String member, String body) {
        HttpResponse<String> answer = put("wrong", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).get("member").asString()).isEqualTo(member);
    }

    @Test
    void d19_whatever_a_tag_is_called() {
        post(
                "{\"points\":[{\"series\":\"odd\",\"time\":\"2025-03-10T09:10:00Z\",\"value\":1,\"tags\":{\"a int); drop table raw.batch; --\":\"x'y\",\"bucket\":\"b\"}}]}");
        tiers();
        String body =
                "{\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"odd\",\"dimensions\":[\"a int); drop table raw.batch; --\",\"bucket\",\"user_id\"]}";
        assertThat(put("Odd_ONE", body).statusCode()).isEqualTo(201);
        refresh();
        assertThat(database.jdbc()
                        .sql(
                                "SELECT concat_ws('|', \"a int); drop table raw.batch; --\", dimension_2, sum) FROM custom.\"Odd_ONE\"")
                        .query(String.class)
                        .single())
                .isEqualTo("x'y|b|1");
    }

    private long rows(String name) {
        return database.jdbc()
                .sql("SELECT count(*) FROM custom.rollup_" + id(name))
                .query(Long.class)
                .single();
    }

    private int id(String name) {
        return database.jdbc()
                .sql("SELECT rollup_id FROM rollup.custom WHERE name = ?")
                .param(name)
                .query(Integer.class)
                .single();
    }

    private void refresh() {
        varve.bean(RollupCycle.class).run(varve.clock().instant());
    }

    private void tiers() {
        varve.bean(RefreshCycle.class).run(NOW);
        varve.bean(RefreshCycle.class).run(NOW.plus(Duration.ofMinutes(2)));
    }

    private void views(int page, String country, String time, double value) {
        post(
                "{\"points\":[{\"series\":\"blog.views\",\"time\":\"%s\",\"value\":%s,\"tags\":{\"page\":\"%d\",\"country\":\"%s\"}}]}"
                        .formatted(time, value, page, country));
    }

    private void post(String body) {
        HttpResponse<String> answer = varve.post("/api/points", "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> put(String name, String body) {
        return varve.send(HttpRequest.newBuilder(varve.uri("/api/rollups/" + name))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return RunningVarve.json(answer);
    }
}
