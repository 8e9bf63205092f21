package io.varve.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebIT {

    private final RunningVarve varve;

    WebIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-06-01T00:00:00Z"), "varve.ingest.max-body-size=100KB");
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void a_wrong_path_is_a_404_problem() {
        assertProblem(varve.get("/api/nothing"), 404, "not-found");
        assertProblem(varve.get("/nothing/at/all.html"), 404, "not-found");
        assertProblem(varve.get("/error"), 404, "not-found");
    }

    @Test
    void a_wrong_method_is_a_405_problem_that_names_the_right_ones() {
        HttpResponse<String> response = varve.delete("/api/timeseries");
        assertProblem(response, 405, "method-not-allowed");
        assertThat(response.headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).contains("GET"));
    }

    @Test
    void a_wrong_content_type_is_a_415_problem() {
        assertProblem(varve.post("/api/points", "application/xml", "<a/>"), 415, "unsupported-media-type");
        assertProblem(
                varve.post("/api/points", "application/x-www-form-urlencoded", "series=a"),
                415,
                "unsupported-media-type");
    }

    @Test
    void an_unknown_parameter_is_a_400_problem_that_names_it() {
        JsonNode problem = assertProblem(varve.get("/api/timeseries?seires=a"), 400, "unknown-parameter");
        assertThat(problem.get("parameter").asString()).isEqualTo("seires");
        assertThat(problem.get("accepted").toString()).contains("\"series\"");
    }

    @Test
    void a_body_over_the_limit_is_a_413_problem() {
        String long_body = "{\"points\":[]}" + " ".repeat(200_000);
        assertProblem(varve.post("/api/points", "application/json", long_body), 413, "body-too-large");
        HttpRequest.BodyPublisher chunked = BodyPublishers.fromPublisher(BodyPublishers.ofString(long_body));
        assertProblem(varve.post("/api/points", "application/json", chunked), 413, "body-too-large");
    }

    @Test
    void a_malformed_request_is_a_400_problem_even_though_the_application_never_sees_it() throws IOException {
        String answer = raw("GET /api/{x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .endsWith("\"status\":400}");
        assertThat(answer).doesNotContain("Tomcat", "<html");
    }

    @Test
    void a_query_string_that_is_not_percent_encoded_right_is_a_400_problem() throws IOException {
        String answer = raw("GET /api/timeseries?series=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }

    @Test
    void a_regular_expression_may_stand_unescaped_in_the_query() throws IOException {
        String answer = raw("GET /api/timeseries?series=^session\\.(a|b){1,2}[c]$ HTTP/1.1\r\n"
                + "Host: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_trailing_slash_changes_nothing() {
        assertThat(varve.get("/api/timeseries/").statusCode()).isEqualTo(200);
        assertThat(varve.get("/actuator/health/").statusCode()).isEqualTo(200);
        assertThat(varve.get("/openapi.yaml/").statusCode()).isEqualTo(200);
        assertProblem(varve.get("/api/nothing/"), 404, "not-found");
    }

    @Test
    void answers_are_compressed_for_who_accepts_it() {
        HttpResponse<String> response =
                varve.send(HttpRequest.newBuilder(varve.uri("/redoc")).header("Accept-Encoding", "gzip"));
        assertThat(response.statusCode()).isEqualTo(200);
        HttpResponse<String> contract =
                varve.send(HttpRequest.newBuilder(varve.uri("/webjars/redoc/2.5.1/redoc.standalone.js"))
                        .header("Accept-Encoding", "gzip"));
        assertThat(contract.headers().firstValue("Content-Encoding")).hasValue("gzip");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", varve.uri("/").getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode assertProblem(HttpResponse<String> response, int status, String slug) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = RunningVarve.json(response);
        assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:" + slug);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotEmpty();
        assertThat(problem.get("instance").asString()).startsWith("/");
        return problem;
    }
}
