package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RawLog;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/series} over HTTP. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeriesApiIT {

    private static final UUID USER = UUID.fromString("d38834e0-fe46-4bf9-831d-1d5b125bdc9b");

    private final TestDatabase database;
    private final RunningVarve varve;
    private int[] ids = new int[0];

    SeriesApiIT(TestDatabase database) {
        this.database = database;
        this.varve = RunningVarve.start(database, Instant.parse("2025-01-01T00:00:00Z"));
    }

    @BeforeAll
    void register() {
        List<SeriesKey> keys = List.of(
                key("session.urine.color", Map.of(), USER, "r"),
                key("session.urine.color", Map.of(), USER, "g"),
                key("urine.color", Map.of("host", "a", "region", "eu"), null, "value"),
                key("cpu", Map.of("host", "b", "region", "eu"), null, "value"));
        ids = varve.bean(SeriesCatalog.class)
                .resolve(keys, Collections.nCopies(4, ValueKind.NUMBER))
                .ids();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    private static SeriesKey key(String metric, Map<String, String> tags, @Nullable UUID user, String field) {
        return new SeriesKey(metric, new TreeMap<>(tags), user, field);
    }

    private JsonNode list(String query) {
        var response = varve.get("/api/series" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningVarve.json(response);
    }

    private List<String> names(String query) {
        List<String> names = new ArrayList<>();
        list(query)
                .get("results")
                .forEach(series -> names.add(series.get("series").asString() + "/"
                        + series.get("field").asString()));
        return names;
    }

    private void point(int series, String time) {
        database.jdbc()
                .sql("SELECT ops.ensure_partitions(ARRAY[?::timestamptz])")
                .param(time)
                .query(Integer.class)
                .single();
        RawLog.append(database.jdbc(), series, time, 0, 1);
    }

    @Test
    void qry12_patterns_tags_and_user_filter_the_list() {
        String regex = URLEncoder.encode("^session\\.urine\\..{1,5}$", StandardCharsets.UTF_8);
        assertThat(names("")).hasSize(4);
        assertThat(names("?series=urine.*")).containsExactly("urine.color/value");
        assertThat(names("?series=*urine.color"))
                .containsExactly("session.urine.color/r", "session.urine.color/g", "urine.color/value");
        assertThat(names("?series=" + regex + ",cpu"))
                .containsExactly("session.urine.color/r", "session.urine.color/g", "cpu/value");
        assertThat(names("?tags=region:eu,host:a")).containsExactly("urine.color/value");
        assertThat(names("?user_id=" + USER)).hasSize(2);
        assertThat(names("/?series=nothing")).isEmpty();
    }

    @Test
    void pages_follow_the_cursor() {
        JsonNode first = list("?limit=3");
        assertThat(first.get("results").size()).isEqualTo(3);
        JsonNode second = list("?limit=3&cursor=" + first.get("next").asString());
        assertThat(second.get("results").size()).isEqualTo(1);
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(list("?limit=4").get("next").isNull()).isTrue();
    }

    @Test
    void first_and_last_time_are_right_at_any_moment() {
        assertThat(list("?series=cpu").get("results").get(0)).isEqualTo(new JsonMapper().readTree("""
                                {"series": "cpu", "field": "value", "kind": "number",
                                 "tags": {"host": "b", "region": "eu"}, "user_id": null,
                                 "first_time": null, "last_time": null}
                                """));
        point(ids[3], "2024-06-01T00:00:00.000001Z");
        assertThat(span()).containsExactly("2024-06-01T00:00:00.000001Z", "2024-06-01T00:00:00.000001Z");
        point(ids[3], "1960-02-03T04:05:06Z");
        point(ids[3], "2031-01-01T00:00:00Z");
        point(ids[2], "2040-01-01T00:00:00Z");
        assertThat(span()).containsExactly("1960-02-03T04:05:06Z", "2031-01-01T00:00:00Z");
        database.jdbc()
                .sql("DELETE FROM raw.batch WHERE first_time > '2030-01-01'")
                .update();
        assertThat(span()).containsExactly("1960-02-03T04:05:06Z", "2024-06-01T00:00:00.000001Z");
        RawLog.clear(database.jdbc());
    }

    private List<String> span() {
        JsonNode series = list("?series=cpu").get("results").get(0);
        return List.of(
                series.get("first_time").asString(), series.get("last_time").asString());
    }

    @ParameterizedTest
    @CsvSource({
        "series=%5E(a, series",
        "series=, series",
        "series=%5E(a%24, series",
        "tags=host, tags",
        "user_id=x, user_id",
        "limit=0, limit",
        "cursor=-1, cursor",
        "cursor=x, cursor",
        "serie=cpu, serie"
    })
    void f3_bad_parameters_are_named(String query, String parameter) {
        var response = varve.get("/api/series?" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(RunningVarve.json(response).get("parameter").asString()).isEqualTo(parameter);
    }

    @Test
    void tags_are_listed_with_their_values_and_series() {
        assertThat(results("/tags")).isEqualTo("""
                [{"tag":"host","values":2,"series":2},{"tag":"region","values":1,"series":2}]""");
        assertThat(results("/tags?series=cpu")).isEqualTo("""
                [{"tag":"host","values":1,"series":1},{"tag":"region","values":1,"series":1}]""");
        assertThat(results("/tags?prefix=re")).isEqualTo("""
                [{"tag":"region","values":1,"series":2}]""");
        assertThat(results("/tags?user_id=" + USER)).isEqualTo("[]");
    }

    @Test
    void values_of_a_tag_are_listed_page_by_page() {
        assertThat(results("/tags/host")).isEqualTo("""
                [{"value":"a","series":1},{"value":"b","series":1}]""");
        assertThat(results("/tags/host?series=urine*")).isEqualTo("""
                [{"value":"a","series":1}]""");
        assertThat(results("/tags/host?tags=region:eu&prefix=b")).isEqualTo("""
                [{"value":"b","series":1}]""");
        assertThat(results("/tags/nothing")).isEqualTo("[]");
        JsonNode page = list("/tags/host?limit=1");
        assertThat(page.get("count").asInt()).isEqualTo(2);
        assertThat(page.get("next").asString()).endsWith("/api/series/tags/host?limit=1&offset=1");
        assertThat(list("/tags/host?limit=1&offset=1").get("results").toString())
                .isEqualTo("""
                [{"value":"b","series":1}]""");
    }

    private String results(String query) {
        return list(query).get("results").toString();
    }
}
