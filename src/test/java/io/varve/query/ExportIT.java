package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.catalog.ValueKind;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Answers as NDJSON and CSV: the rows of JSON, all of them, sent while they are read. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportIT {

    /** More than sockets and buffers hold. */
    private static final String LONG = "interval=1s";

    private final RunningVarve varve;
    private final Fixture fixture;

    ExportIT(TestDatabase database) {
        varve = RunningVarve.start(
                database, Instant.parse(SampleSeries.NOW), "varve.query.exports=1", "varve.query.fetch-size=7");
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        SampleSeries.store(fixture);
        int odd = fixture.series("odd", Map.of("series", "a,\"b\"\n"), null, "value", ValueKind.TEXT);
        fixture.point(odd, "2025-03-04T00:00:00Z", fixture.text(""));
        fixture.point(odd, "2025-03-04T00:00:01Z", fixture.text("x, \"y\""));
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    private static Stream<List<String>> questions() {
        return Stream.of(
                List.of("interval=day", "agg_func=avg,max", "start_time=2025-02-01"),
                List.of("interval=15m", "group_by=series", "agg_func=count,last", "order=desc"),
                List.of("interval=raw", "start_time=2025-01-01"),
                List.of("interval=raw", "start_time=1900-01-01", "end_time=2200-01-01", "order=desc"),
                List.of("interval=raw", "session_id=" + SampleSeries.SESSION),
                List.of("interval=week", "group_by=session_id", "agg_func=count"),
                List.of("interval=1h", "fill=linear", "series=cpu,session.*", "agg_func=avg"),
                List.of("interval=1h", "fill=previous", "agg_func=first", "order=desc", "series=door.*,session.note"),
                List.of("interval=1h", "agg_func=delta", "group_by=series", "series=cpu"),
                List.of("interval=1h", "agg_func=p50,mode", "series=cpu"),
                List.of("interval=1h", "window=6h", "agg_func=sum", "series=cpu"),
                List.of("series=nothing*"),
                List.of("tz=Asia/Kathmandu", "interval=day"));
    }

    @Test
    void ndjson_has_the_rows_of_json() {
        questions().forEach(question -> {
            String[] parameters = question.toArray(String[]::new);
            StringBuilder rows = new StringBuilder();
            fixture.ask(parameters)
                    .get("results")
                    .forEach(row -> rows.append(row).append('\n'));
            HttpResponse<String> all = lines("ndjson", parameters);
            assertThat(all.headers().firstValue("Content-Type")).hasValue("application/x-ndjson;charset=UTF-8");
            assertThat(all.body()).as(question.toString()).isEqualTo(rows.toString());
            assertThat(pages("ndjson", parameters)).isEqualTo(rows.toString());
        });
    }

    @Test
    void csv_has_the_rows_of_json() {
        questions().forEach(question -> {
            String[] parameters = question.toArray(String[]::new);
            List<List<String>> csv = Csv.parse(lines("csv", parameters).body());
            List<Map<String, String>> rows = Csv.rows(csv);
            List<Map<String, String>> expected = new ArrayList<>();
            fixture.ask(parameters).get("results").forEach(row -> expected.add(Csv.flat(row, csv.get(0))));
            assertThat(rows).as(question.toString()).isEqualTo(expected);
            assertThat(pages("csv", parameters))
                    .isEqualTo(lines("csv", parameters).body());
        });
    }

    @Test
    void csv_looks_like_this() {
        assertThat(lines("csv", "series=session.*", "interval=week", "start_time=2025-03-03", "agg_func=max,count")
                        .body())
                .isEqualTo("""
                        bucket,series,max.b,max.g,max.r,max,count.b,count.g,count.r,count
                        2025-03-03T00:00:00Z,session.score,,,,52.0,,,,5
                        2025-03-03T00:00:00Z,session.urine.color,103.25,102.25,101.25,,2,2,2,
                        """);
        assertThat(lines("csv", "series=odd", "interval=raw", "start_time=2025-03-03")
                        .body())
                .isEqualTo("""
                        time,series,tags.series,user_id,session_id,value,metadata
                        2025-03-04T00:00:00Z,odd,"a,""b""
                        ",,,"",
                        2025-03-04T00:00:01Z,odd,"a,""b""
                        ",,,"x, ""y""\",
                        """);
    }

    @Test
    void headers_say_what_metadata_does() {
        HttpResponse<String> answer =
                lines("csv", "series=session.*", "interval=day", "start_time=2025-03-03", "agg_func=avg");
        assertThat(answer.headers().map())
                .containsEntry("Varve-Interval", List.of("day"))
                .containsEntry("Varve-Agg-Func", List.of("avg"))
                .containsEntry("Varve-Start-Time", List.of("2025-03-03T00:00:00Z"))
                .containsEntry("Varve-End-Time", List.of(SampleSeries.NOW))
                .containsEntry("Varve-Tz", List.of("UTC"))
                .containsEntry("Varve-Exact", List.of("true"))
                .containsEntry("Varve-Resolution", List.of("raw"))
                .doesNotContainKey("Link");
        assertThat(answer.headers().firstValue("Vary").orElseThrow()).containsIgnoringCase("accept,");
        assertThat(answer.headers().firstValue("Varve-Warning").orElseThrow()).contains("left out 'session.note'");
    }

    @Test
    void a_page_names_the_next_one() {
        HttpResponse<String> page = lines("ndjson", "interval=raw", "limit=2");
        String link = page.headers().firstValue("Link").orElseThrow();
        assertThat(link).endsWith(">; rel=\"next\"").contains("cursor=" + String.valueOf(next(page)));
        HttpResponse<String> following = get(link.substring(link.indexOf("/api"), link.indexOf('>')), "text/csv");
        assertThat(following.body()).startsWith("{\"time\"");
    }

    @Test
    void the_header_accept_chooses_too() {
        assertThat(get("/api/timeseries", "text/csv").body()).startsWith("bucket,series");
        assertThat(get("/api/timeseries?format=json", "text/csv").body()).startsWith("{\"metadata\"");
        assertThat(get("/api/timeseries", "application/xml").statusCode()).isEqualTo(406);
    }

    @Test
    void an_error_before_the_first_row_is_a_problem() {
        HttpResponse<String> refused = lines("csv", "series=nothing.at.all");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(lines("csv", "format=xml").statusCode()).isEqualTo(400);
    }

    /** The rest is still in the database when the first line has been read, and other exports wait for their turn. */
    @Test
    void rows_are_sent_while_they_are_read_and_an_error_among_them_cuts_the_answer_off() throws Exception {
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(varve.uri(Fixture.path(
                                        "/api/timeseries", LONG, "fill=zero", "series=session.score", "format=ndjson")))
                                .build(),
                        BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("{\"bucket\":");
            assertThat(lines("csv", "interval=day").statusCode()).isEqualTo(503);
            assertThat(lines("csv", "interval=day", "limit=10").statusCode()).isEqualTo(200);
            Awaitility.await().until(() -> exporting() == 1);
            fixture.jdbc
                    .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + EXPORTING)
                    .query()
                    .listOfRows();
            assertThatThrownBy(() -> {
                        while (lines.readLine() != null) {}
                    })
                    .isInstanceOf(IOException.class);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> lines("csv", "interval=day").statusCode() == 200);
    }

    /** Between two pieces its session is idle in its transaction, but not for as long as anybody may rely on. */
    private static final String EXPORTING =
            "datname = current_database() AND application_name = 'varve-query' AND state <> 'idle'";

    private long exporting() {
        return fixture.jdbc
                .sql("SELECT count(*) FROM pg_stat_activity WHERE " + EXPORTING)
                .query(Long.class)
                .single();
    }

    private String pages(String format, String... parameters) {
        StringBuilder pages = new StringBuilder();
        String cursor = null;
        do {
            List<String> asked = new ArrayList<>(Arrays.asList(parameters));
            asked.add("limit=7");
            if (cursor != null) {
                asked.add("cursor=" + cursor);
            }
            HttpResponse<String> page = lines(format, asked.toArray(String[]::new));
            String body = page.body();
            boolean headed = format.equals("csv") && cursor != null;
            pages.append(headed ? body.substring(body.indexOf('\n') + 1) : body);
            cursor = next(page);
        } while (cursor != null);
        return pages.toString();
    }

    private static @Nullable String next(HttpResponse<String> page) {
        return page.headers().firstValue("Varve-Next").orElse(null);
    }

    private HttpResponse<String> lines(String format, String... parameters) {
        List<String> asked = new ArrayList<>(List.of("format=" + format));
        asked.addAll(Arrays.asList(parameters));
        return fixture.send(asked.toArray(String[]::new));
    }

    private HttpResponse<String> get(String path, String accept) {
        return varve.send(HttpRequest.newBuilder(varve.uri(path)).header("Accept", accept));
    }
}
