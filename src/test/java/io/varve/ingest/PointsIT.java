package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(DatabaseExtension.class)
class PointsIT {

    private static final String T0 = "2025-01-01T00:00:00Z";

    private static RunningVarve varve;
    private static StoredPoints stored;

    @BeforeAll
    static void start(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-06-01T12:00:00Z"), "varve.ingest.max-body-size=1MB");
        stored = new StoredPoints(database);
    }

    @AfterAll
    static void stop() {
        varve.close();
    }

    @Test
    void one_point_is_stored_with_its_value_and_microseconds() {
        HttpResponse<String> answer = json(point("one", "2025-01-01T00:00:00.123456Z", "0.1"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"accepted\":1}");
        assertThat(stored.of("one")).containsExactly("2025-01-01T00:00:00.123456Z 0 value = 0.1");
    }

    @Test
    void one_request_stores_many_points_of_several_metric_types() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            lines.append(point("many." + i % 3, Instant.parse(T0).plusSeconds(i).toString(), String.valueOf(i)))
                    .append('\n');
        }
        assertThat(ok(varve.post("/api/points", "application/x-ndjson", lines.toString()))
                        .get("accepted")
                        .asInt())
                .isEqualTo(3_000);
        assertThat(stored.of("many.0")).hasSize(1_000).last().isEqualTo("2025-01-01T00:49:57Z 0 value = 2997");
        assertThat(stored.of("many.2")).hasSize(1_000);
    }

    @Test
    void points_with_different_tags_at_one_instant_are_both_kept() {
        ok(json("{\"series\":\"tagged\",\"time\":\"" + T0 + "\",\"value\":1,\"tags\":{\"host\":\"a\"}},"
                + "{\"series\":\"tagged\",\"time\":\"" + T0 + "\",\"value\":2,\"tags\":{\"host\":\"b\"}}"));
        assertThat(stored.of("tagged")).containsExactly(T0 + " 0 value = 1", T0 + " 0 value = 2");
    }

    @Test
    void points_with_different_keys_at_one_instant_are_both_kept_and_the_same_key_is_the_same_point() {
        String point = "{\"series\":\"keyed\",\"time\":\"" + T0 + "\",\"value\":%d,\"key\":\"%s\"}";
        ok(json(point.formatted(1, "a") + "," + point.formatted(2, "b") + "," + point.formatted(3, "a")));
        assertThat(stored.of("keyed"))
                .containsExactlyInAnyOrder(
                        T0 + " " + new KeySource().of("a") + " value = 3",
                        T0 + " " + new KeySource().of("b") + " value = 2");
    }

    @Test
    void the_last_write_of_a_point_wins_within_a_request_and_after_it() {
        ok(json(point("again", T0, "1") + "," + point("again", T0, "3") + "," + point("again", T0, "2")));
        assertThat(stored.of("again")).containsExactly(T0 + " 0 value = 2");
        ok(json(point("again", T0, "7")));
        assertThat(stored.of("again")).containsExactly(T0 + " 0 value = 7");
    }

    @Test
    void metadata_is_stored_with_its_point_and_goes_when_the_point_is_sent_without_it() {
        String point = "{\"series\":\"described\",\"time\":\"" + T0 + "\",\"value\":{\"a\":1,\"b\":2}%s}";
        ok(json(point.formatted(",\"metadata\":{\"note\":\"ü\",\"deep\":[1,{\"x\":null}]}")));
        assertThat(stored.metadata("described"))
                .hasSize(2)
                .containsOnly("{\"deep\": [1, {\"x\": null}], \"note\": \"ü\"}");
        ok(json(point.formatted("")));
        assertThat(stored.metadata("described")).isEmpty();
    }

    @Test
    void numbers_booleans_texts_and_composites_are_stored_each_as_a_number() {
        ok(json(point("kinds.number", T0, "-9007199254740991") + "," + point("kinds.flag", T0, "true") + ","
                + point("kinds.text", T0, "\"on\"") + "," + point("kinds.rgb", T0, "{\"r\":1.5,\"g\":{\"x\":2}}")));
        assertThat(stored.of("kinds.number")).containsExactly(T0 + " 0 value = -9.007199254740991E15");
        assertThat(stored.of("kinds.flag")).containsExactly(T0 + " 0 value = 1");
        assertThat(stored.of("kinds.rgb")).containsExactly(T0 + " 0 g.x = 2", T0 + " 0 r = 1.5");
        assertThat(stored.textOf("kinds.text")).containsExactly("on");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1900-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "2043-08-01T00:00:00Z",
                "2199-12-31T23:59:59Z"
            })
    void any_time_from_1900_to_2200_has_a_partition(String time) {
        String series = "times." + time.substring(0, 4);
        ok(json(point(series, time, "1")));
        assertThat(stored.of(series)).containsExactly(time + " 0 value = 1");
    }

    @Test
    void a_time_without_an_offset_is_refused_unless_the_request_names_a_zone() {
        assertThat(json(point("zoned", "2025-07-01T00:00:00", "1")).statusCode())
                .isEqualTo(400);
        ok(varve.post(
                "/api/points?tz=Europe/Berlin",
                "application/json",
                "{\"points\":[" + point("zoned", "2025-07-01T00:00:00", "1") + "]}"));
        assertThat(stored.of("zoned")).containsExactly("2025-06-30T22:00:00Z 0 value = 1");
    }

    @Test
    void a_bad_point_keeps_everything_of_its_request_out() {
        HttpResponse<String> answer =
                json("{\"series\":\"atomic\",\"time\":\"" + T0 + "\",\"value\":\"atomic text\",\"session_id\":"
                        + "\"aaaaaaaa-0000-0000-0000-000000000000\"}," + point("atomic.other", T0, "null"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = RunningVarve.json(answer);
        assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:invalid-points");
        assertThat(problem.get("invalid_points").asInt()).isEqualTo(1);
        assertThat(problem.get("errors").toString())
                .isEqualTo("[{\"index\":1,\"pointer\":\"/points/1/value\",\"detail\":\"null is no value\"}]");
        assertThat(stored.metricTypesLike("atomic%")).isEmpty();
        assertThat(stored.count("catalog.session WHERE session_id = 'aaaaaaaa-0000-0000-0000-000000000000'"))
                .isZero();
        assertThat(stored.count("catalog.text_value WHERE value = 'atomic text'"))
                .isZero();
    }

    @Test
    void a_partial_request_stores_the_good_points_and_names_the_bad_ones() {
        JsonNode answer = ok(varve.post(
                "/api/points?partial=true",
                "application/x-ndjson",
                point("partial", T0, "1") + "\n{]\n" + point("partial", T0, "\"x\"") + "\n"
                        + point("partial", "2025-01-02T00:00:00Z", "2") + "\n"));
        assertThat(answer.get("accepted").asInt()).isEqualTo(2);
        assertThat(answer.get("rejected").asInt()).isEqualTo(2);
        assertThat(answer.get("errors").get(1).toString())
                .isEqualTo("{\"line\":3,\"pointer\":\"/value\",\"detail\":"
                        + "\"field 'value' of series 'partial' holds numbers, this is a text\"}");
        assertThat(stored.of("partial")).hasSize(2);
    }

    @Test
    void csv_is_taken_with_the_series_in_the_request_or_in_a_column() {
        ok(varve.post(
                "/api/points?series=csv.one&tz=UTC", "text/csv", "timestamp,value\n2025-01-01 00:00:00,69.88083514\n"));
        ok(varve.post(
                "/api/points",
                "text/csv; charset=UTF-8",
                "series,time,value,host\ncsv.two," + T0 + ",on,ü\ncsv.two," + T0 + ",off,\n"));
        assertThat(stored.of("csv.one")).containsExactly(T0 + " 0 value = 69.88083514");
        assertThat(stored.textOf("csv.two")).containsExactlyInAnyOrder("on", "off");
    }

    @Test
    void csv_that_is_not_in_its_charset_is_refused() {
        HttpResponse<String> answer = varve.post(
                "/api/points?series=charset",
                "text/csv",
                BodyPublishers.ofByteArray(("time,value\n" + T0 + ",\u00fc\n").getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        ok(varve.post(
                "/api/points?series=charset",
                "text/csv; charset=ISO-8859-1",
                BodyPublishers.ofByteArray(("time,value\n" + T0 + ",\u00fc\n").getBytes(StandardCharsets.ISO_8859_1))));
        assertThat(stored.textOf("charset")).containsExactly("ü");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/points?series=a | application/json | {\"points\":[]} | 400",
                "/api/points?partial=maybe | application/json | {\"points\":[]} | 400",
                "/api/points?tz=Nowhere/Land | application/json | {\"points\":[]} | 400",
                "/api/points?tz=UTC%2B1 | application/json | {\"points\":[]} | 400",
                "/api/points?tz=%2B1 | application/json | {\"points\":[]} | 400",
                "/api/points?tz=%2B05:30 | application/json | {\"points\":[]} | 200",
                "/api/points | application/json | {\"points\":[ | 400",
                "/api/points | text/csv | time,value | 400",
                "/api/points | text/csv; charset=nonsense | time,value | 415",
                "/api/points | application/xml | <points/> | 415",
                "/api/points/ | application/json | {\"points\":[]} | 200",
            })
    void requests_are_answered_with_the_right_status(String path, String type, String body, int status) {
        HttpResponse<String> answer = varve.post(path, type, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (status >= 400) {
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    @Test
    void malformed_json_is_refused_with_its_position() {
        HttpResponse<String> answer = varve.post("/api/points", "application/json", "{\"points\":[\n{\"series\":}]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RunningVarve.json(answer).get("line").asInt()).isEqualTo(2);
        assertThat(RunningVarve.json(answer).get("column").asInt()).isEqualTo(11);
    }

    @Test
    void a_gzipped_body_is_taken_and_its_limit_is_that_of_its_content() {
        ok(gzip("{\"points\":[" + point("gzipped", T0, "1") + "]}"));
        assertThat(stored.of("gzipped")).hasSize(1);
        assertThat(gzip("{\"points\":[" + " ".repeat(2_000_000) + "]}").statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-ndjson", "text/csv"})
    void a_body_over_the_limit_is_refused_in_every_format(String type) {
        String csv = "series,time,value\n" + ("s," + T0 + ",1\n").repeat(60_000);
        String json = "{\"points\":[" + (point("s", T0, "1") + ",").repeat(30_000) + "1]}";
        String body = type.equals("text/csv") ? csv : json;
        HttpResponse<String> answer = varve.post(
                "/api/points",
                type,
                BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
    }

    @Test
    void points_are_deleted_by_series_time_user_and_tags() {
        String point = "{\"series\":\"%s\",\"time\":\"%s\",\"value\":1,\"tags\":{\"host\":\"%s\"}}";
        ok(json(point.formatted("gone.a", "2025-01-01T00:00:00Z", "x") + ","
                + point.formatted("gone.a", "2025-01-02T00:00:00Z", "x") + ","
                + point.formatted("gone.a", "2025-01-01T00:00:00Z", "y") + ","
                + point.formatted("gone.b", "2025-01-01T00:00:00Z", "x")));
        String range = "&start_time=2025-01-01&end_time=2025-01-02T00:00:00Z";
        assertThat(ok(varve.delete("/api/points?series=gone.*&tags=host:x" + range))
                        .get("deleted")
                        .asInt())
                .isEqualTo(2);
        assertThat(stored.of("gone.a")).hasSize(2);
        assertThat(stored.of("gone.b")).isEmpty();
        assertThat(ok(varve.delete("/api/points?series=gone.*&tags=host:x" + range))
                        .get("deleted")
                        .asInt())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "start_time=2025-01-01&end_time=2025-01-02, series",
        "series=a&end_time=2025-01-02, start_time",
        "series=a&start_time=2025-01-01, end_time",
        "series=&start_time=2025-01-01&end_time=2025-01-02, series",
        "series=a&start_time=2025-01-02&end_time=2025-01-01, end_time",
        "series=a&start_time=soon&end_time=2025-01-01, start_time",
        "series=a&start_time=2025-01-01&end_time=now&user_id=x, user_id",
        "series=a&start_time=2025-01-01&end_time=now&tz=x, tz",
        "series=a&start_time=2025-01-01&end_time=now&session=x, session",
    })
    void a_deletion_must_say_what_it_deletes(String query, String parameter) {
        HttpResponse<String> answer = varve.delete("/api/points?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RunningVarve.json(answer).get("parameter").asString()).isEqualTo(parameter);
    }

    @Test
    void what_comes_in_is_counted() {
        ok(json(point("metered", T0, "1")));
        json(point("metered", T0, "[]"));
        String meters = varve.get("/actuator/prometheus").body();
        assertThat(meters)
                .contains("varve_ingest_points_total{format=\"json\"}")
                .contains("varve_ingest_rejected_total{format=\"json\"}")
                .contains("varve_ingest_requests_seconds_count{format=\"json\",outcome=\"stored\"}");
    }

    private static HttpResponse<String> json(String points) {
        return varve.post("/api/points", "application/json", "{\"points\":[" + points + "]}");
    }

    private static HttpResponse<String> gzip(String body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return varve.send(HttpRequest.newBuilder(varve.uri("/api/points"))
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(bytes.toByteArray())));
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }

    private static String point(String series, String time, String value) {
        return "{\"series\":\"" + series + "\",\"time\":\"" + time + "\",\"value\":" + value + "}";
    }
}
