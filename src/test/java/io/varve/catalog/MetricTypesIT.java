package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RawLog;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/metrictypes} over HTTP. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricTypesIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");

    private final TestDatabase database;
    private final RunningVarve varve;

    MetricTypesIT(TestDatabase database) {
        this.database = database;
        this.varve = RunningVarve.start(database, NOW);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    private static String path(String series) {
        return "/api/metrictypes/"
                + URLEncoder.encode(series, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> put(String series, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(varve.uri(path(series)))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return varve.send(request);
    }

    private static JsonNode problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return RunningVarve.json(response);
    }

    private long epoch() {
        return database.jdbc()
                .sql("SELECT epoch FROM catalog.epoch")
                .query(Long.class)
                .single();
    }

    private void register(String metric, String field, ValueKind kind) {
        SeriesCatalog catalog = varve.bean(SeriesCatalog.class);
        catalog.refresh();
        catalog.resolve(List.of(new SeriesKey(metric, new TreeMap<>(), null, field)), List.of(kind));
    }

    @Test
    void mod1_put_creates_then_replaces_and_get_shows_it() {
        varve.clock().set(NOW);
        String body = "{\"schema\":{\"type\":\"number\",\"maximum\":1e2},\"description\":\"Größe\",\"unit\":\"cm\"}";
        HttpResponse<String> created = put("mod1", body);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue("/api/metrictypes/mod1");
        assertThat(RunningVarve.json(created)).isEqualTo(JSON.readTree("""
                        {"series": "mod1", "schema": {"type": "number", "maximum": 100}, "description": "Größe",
                         "unit": "cm", "fill": null, "fields": [], "created_at": "2025-01-01T00:00:00Z",
                         "updated_at": "2025-01-01T00:00:00Z"}
                        """));
        varve.clock().tick(Duration.ofHours(1));
        assertThat(put("mod1", "{\"description\":\"other\"}").statusCode()).isEqualTo(200);
        JsonNode replaced = RunningVarve.json(varve.get("/api/metrictypes/mod1/"));
        assertThat(replaced.get("schema").isNull()).isTrue();
        assertThat(replaced.get("unit").isNull()).isTrue();
        assertThat(replaced.get("description").asString()).isEqualTo("other");
        assertThat(replaced.get("created_at").asString()).isEqualTo("2025-01-01T00:00:00Z");
        assertThat(replaced.get("updated_at").asString()).isEqualTo("2025-01-01T01:00:00Z");
        varve.clock().tick(Duration.ofHours(1));
        JsonNode same = RunningVarve.json(put("mod1", "{\"description\":\"other\"}"));
        assertThat(same.get("updated_at").asString()).isEqualTo("2025-01-01T01:00:00Z");
    }

    @Test
    void mod1_if_none_match_creates_but_does_not_replace() {
        assertThat(put("mod1.once", "{\"unit\":\"a\"}", "If-None-Match", "*").statusCode())
                .isEqualTo(201);
        problem(put("mod1.once", "{\"unit\":\"b\"}", "If-None-Match", "*"), 412);
        assertThat(RunningVarve.json(varve.get(path("mod1.once"))).get("unit").asString())
                .isEqualTo("a");
        problem(put("mod1.once", "{}", "If-None-Match", "\"etag\""), 400);
    }

    @Test
    void gap8_a_metric_type_says_how_its_gaps_are_filled() {
        assertThat(RunningVarve.json(put("gap8", "{\"fill\":\"Linear\"}"))
                        .get("fill")
                        .asString())
                .isEqualTo("linear");
        assertThat(RunningVarve.json(put("gap8", "{\"fill\":\"null\"}"))
                        .get("fill")
                        .asString())
                .isEqualTo("null");
        for (String none : List.of("{\"fill\":\"none\"}", "{\"fill\":null}", "{}")) {
            assertThat(RunningVarve.json(put("gap8", none)).get("fill").isNull())
                    .isTrue();
        }
        assertThat(RunningVarve.json(put("gap8", "{\"fill\":\"guess\"}"))
                        .get("member")
                        .asString())
                .isEqualTo("fill");
    }

    @Test
    void of_many_creators_at_the_same_time_one_succeeds() throws Exception {
        List<Future<Integer>> creators = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            creators.add(
                    Waiting.start(() -> put("raced", "{}", "If-None-Match", "*").statusCode()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> creator : creators) {
            statuses.add(creator.get());
        }
        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 412);
    }

    @Test
    void mod2_the_list_is_paged_in_order_of_name() {
        for (int i = 0; i < 5; i++) {
            put("page." + i, "{}");
        }
        long count =
                RunningVarve.json(varve.get("/api/metrictypes")).get("count").asLong();
        List<String> names = new ArrayList<>();
        String next = varve.uri("/api/metrictypes/?limit=2").toString();
        String last = "";
        while (next != null) {
            JsonNode page = RunningVarve.json(varve.send(HttpRequest.newBuilder(java.net.URI.create(next))));
            assertThat(page.get("count").asLong()).isEqualTo(count);
            page.get("results").forEach(type -> names.add(type.get("series").asString()));
            last = next;
            next = page.get("next").asString(null);
        }
        assertThat(names)
                .hasSize((int) count)
                .isSorted()
                .doesNotHaveDuplicates()
                .contains("page.0", "page.4");
        JsonNode end = RunningVarve.json(varve.send(HttpRequest.newBuilder(java.net.URI.create(last))));
        assertThat(end.get("previous").asString()).contains("limit=2", "offset=");
        JsonNode beyond = RunningVarve.json(varve.get("/api/metrictypes?offset=1000"));
        assertThat(beyond.get("results").size()).isZero();
        assertThat(beyond.get("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=1001, limit",
        "limit=x, limit",
        "limit=, limit",
        "offset=-1, offset",
        "offset=99999999999999999999, offset",
        "offset=1.5, offset",
        "page=2, page"
    })
    void f3_a_bad_or_unknown_parameter_is_named(String query, String parameter) {
        JsonNode problem = problem(varve.get("/api/metrictypes?" + query), 400);
        assertThat(problem.get("parameter").asString()).isEqualTo(parameter);
    }

    @Test
    void mod4_a_bad_schema_is_refused_naming_the_rule() {
        JsonNode problem = problem(put("mod4", "{\"schema\":{\"type\":\"nmber\"}}"), 400);
        assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:bad-schema");
        assertThat(problem.get("errors").get(0).asString()).startsWith("/type: ");
        problem(varve.get("/api/metrictypes/mod4"), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "1",
                "null",
                "{} {}",
                "{\"shema\":{}}",
                "{\"unit\":1}",
                "{\"unit\":[]}",
                "{\"unit\":\"a\",\"unit\":\"b\"}",
                "{\"series\":\"another\"}",
                "{\"schema\":[]}",
                "{\"schema\":\"x\"}",
                "{\"schema\":{\"$ref\":\"http://127.0.0.1:1/x\"}}",
                "{\"schema\":{\"const\":\"\\u0000\"}}",
                "{\"schema\":{\"maximum\":1e999999}}",
                "{\"description\":\"\\u0000\"}",
                "{\"description\":\"\\ud800\"}"
            })
    void f3_every_malformed_body_is_a_400_and_creates_nothing(String body) {
        problem(put("malformed", body), 400);
        problem(varve.get("/api/metrictypes/malformed"), 404);
    }

    @Test
    void an_unknown_member_is_named() {
        assertThat(problem(put("malformed", "{\"shema\":{}}"), 400)
                        .get("detail")
                        .asString())
                .contains("'shema'")
                .contains("description, fill, schema, series, unit");
    }

    @Test
    void other_content_types_and_methods_are_refused() {
        problem(
                varve.send(HttpRequest.newBuilder(varve.uri("/api/metrictypes/x"))
                        .header("Content-Type", "text/plain")
                        .PUT(BodyPublishers.ofString("{}"))),
                415);
        problem(varve.post("/api/metrictypes/x", "application/json", "{}"), 405);
        problem(varve.delete("/api/metrictypes"), 405);
        problem(put("big", "{\"description\":\"" + "x".repeat(1 << 20) + "\"}"), 413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b c", "über*", "x.y.z.json", "100%", "a,b;c?d#e", "🜁", "..."})
    void mod8_names_can_have_any_characters(String name) {
        assertThat(put(name, "{}").statusCode()).isEqualTo(201);
        assertThat(RunningVarve.json(varve.get(path(name))).get("series").asString())
                .isEqualTo(name);
        assertThat(varve.delete(path(name)).statusCode()).isEqualTo(204);
    }

    @Test
    void mod8_names_have_at_most_255_characters() {
        assertThat(put("ü".repeat(255), "{}").statusCode()).isEqualTo(201);
        for (HttpResponse<String> response : List.of(
                put("x".repeat(256), "{}"), varve.get(path("x".repeat(256))), varve.delete(path("x".repeat(256))))) {
            assertThat(problem(response, 400).get("parameter").asString()).isEqualTo("series");
        }
    }

    @Test
    void mod6_mod7_fields_and_their_kinds_are_shown() {
        register("fields", "b", ValueKind.TEXT);
        register("fields", "a.x", ValueKind.BOOLEAN);
        assertThat(RunningVarve.json(varve.get("/api/metrictypes/fields")).get("fields"))
                .isEqualTo(JSON.readTree(
                        "[{\"field\":\"a.x\",\"kind\":\"boolean\"},{\"field\":\"b\",\"kind\":\"text\"}]"));
    }

    @Test
    void a_metric_type_is_deleted_with_its_series_unless_it_has_points() {
        register("deleted", "value", ValueKind.NUMBER);
        SeriesCatalog catalog = varve.bean(SeriesCatalog.class);
        int series = catalog.current().ofMetric("deleted").get(0).id();
        database.jdbc()
                .sql("SELECT ops.ensure_partitions(ARRAY[timestamptz '2025-01-01 00:00Z'])")
                .query(Integer.class)
                .single();
        RawLog.append(database.jdbc(), series, "2025-01-01 00:00Z", 0, 1);
        assertThat(problem(varve.delete("/api/metrictypes/deleted"), 409)
                        .get("detail")
                        .asString())
                .contains("has points");
        assertThat(varve.get("/api/metrictypes/deleted").statusCode()).isEqualTo(200);
        RawLog.clear(database.jdbc());
        long before = epoch();
        assertThat(varve.delete("/api/metrictypes/deleted/").statusCode()).isEqualTo(204);
        assertThat(epoch()).isEqualTo(before + 1);
        assertThat(catalog.current().ofMetric("deleted")).isEmpty();
        problem(varve.delete("/api/metrictypes/deleted"), 404);
        problem(varve.get("/api/metrictypes/deleted"), 404);
    }

    @Test
    void a_schema_is_checked_from_the_moment_it_was_put_in_other_instances_from_their_next_request() {
        JsonNode high = JSON.readTree("300");
        CatalogOn other = new CatalogOn(database.dataSource());
        ValueSchemas schemas = varve.bean(ValueSchemas.class);
        long first = varve.bean(SeriesCatalog.class).refresh();
        assertThat(other.series.refresh()).isEqualTo(first);
        put("checked", "{\"schema\":{\"maximum\":255}}");
        assertThat(schemas.violations("checked", high)).containsExactly("must have a maximum value of 255 (maximum)");
        assertThat(other.schemas.hasSchema("checked")).isFalse();
        assertThat(other.series.refresh()).isGreaterThan(first);
        assertThat(other.schemas.violations("checked", high)).hasSize(1);
        long second = epoch();
        put("checked", "{\"schema\":{\"maximum\":255},\"unit\":\"1\"}");
        assertThat(epoch()).as("only the unit changed").isEqualTo(second);
        put("checked", "{\"unit\":\"1\"}");
        assertThat(schemas.hasSchema("checked")).isFalse();
        assertThat(other.series.refresh()).isGreaterThan(second);
        assertThat(other.schemas.violations("checked", high)).isEmpty();
        assertThat(schemas.violations("never.heard.of", high)).isEmpty();
    }
}
