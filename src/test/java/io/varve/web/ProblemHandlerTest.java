package io.varve.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemHandlerTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new Throwing())
            .setControllerAdvice(new ProblemHandler())
            .setMessageConverters(new JacksonJsonHttpMessageConverter(
                    JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)))
            .build();

    @Test
    void a_problem_has_type_title_status_detail_instance_and_its_own_members() throws Exception {
        JsonNode problem = problem(get("/problem"), 409);
        assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:conflict");
        assertThat(problem.get("title").asString()).isEqualTo("Conflict");
        assertThat(problem.get("detail").asString()).isEqualTo("it has points");
        assertThat(problem.get("instance").asString()).isEqualTo("/problem");
        assertThat(problem.get("points").asInt()).isEqualTo(3);
    }

    @Test
    void an_error_is_problem_json_whatever_the_caller_accepts() throws Exception {
        problem(get("/problem").accept("text/csv"), 409);
    }

    @Test
    void an_unexpected_error_shows_an_id_and_neither_message_nor_trace() throws Exception {
        MockHttpServletResponse response = send(get("/bug"), 500);
        JsonNode problem = JSON.readTree(response.getContentAsString());
        assertThat(problem.get("id").asString()).hasSize(36);
        assertThat(response.getContentAsString()).doesNotContain("secret", "Exception", "trace");
    }

    @Test
    void an_exhausted_pool_is_503_with_retry_after() throws Exception {
        MockHttpServletResponse response = send(get("/exhausted"), 503);
        assertThat(response.getHeader(HttpHeaders.RETRY_AFTER)).isEqualTo("2");
        assertThat(response.getContentAsString()).contains("urn:varve:problem:no-connection");
    }

    @Test
    void a_cancelled_statement_and_a_lost_database_are_503() throws Exception {
        assertThat(send(get("/sql").param("state", "57014"), 503).getContentAsString())
                .contains("database-timeout");
        assertThat(send(get("/sql").param("state", "55P03"), 503).getContentAsString())
                .contains("database-busy");
        for (String state : new String[] {"08006", "57P01", "53300"}) {
            assertThat(send(get("/sql").param("state", state), 503).getContentAsString())
                    .contains("database-unavailable");
        }
        for (String state : new String[] {"25P03", "25P04"}) {
            assertThat(send(get("/sql").param("state", state), 503).getContentAsString())
                    .contains("database-timeout");
        }
        send(get("/sql").param("state", "42703"), 500);
    }

    @Test
    void a_database_that_is_lost_in_a_transaction_is_503_although_the_rollback_fails_too() throws Exception {
        assertThat(send(get("/rollback").param("of", "write"), 503).getContentAsString())
                .contains("database-unavailable");
        assertThat(send(get("/rollback").param("of", "commit"), 503).getContentAsString())
                .contains("database-unavailable");
    }

    /** To Spring a broken connection in the cause, even that of the database, is the client's. */
    @Test
    void a_broken_connection_is_never_answered_with_success() throws Exception {
        assertThat(send(get("/broken").param("of", "rollback"), 503).getContentAsString())
                .contains("database-unavailable");
        assertThat(send(get("/broken").param("of", "commit"), 503).getContentAsString())
                .contains("database-unavailable");
        assertThat(send(get("/broken").param("of", "begin"), 503).getContentAsString())
                .contains("database-unavailable");
        assertThat(send(get("/broken").param("of", "client"), 400).getContentAsString())
                .contains("incomplete-request");
    }

    @Test
    void what_spring_refuses_is_problem_json_too() throws Exception {
        assertThat(problem(post("/problem"), 405).get("type").asString())
                .isEqualTo("urn:varve:problem:method-not-allowed");
        assertThat(problem(post("/body").contentType("application/xml").content("<a/>"), 415)
                        .get("type")
                        .asString())
                .isEqualTo("urn:varve:problem:unsupported-media-type");
        assertThat(problem(get("/sql"), 400).get("type").asString()).isEqualTo("urn:varve:problem:bad-request");
    }

    @Test
    void a_bad_body_is_explained_in_the_caller_s_terms() throws Exception {
        assertThat(detail("{\"size\":1,"))
                .startsWith("The body is not valid JSON (line 1, column ")
                .doesNotContain("tools.jackson");
        assertThat(detail("{\"size\":\"many\"}")).startsWith("The body does not have the expected shape, member size");
        assertThat(detail("{\"size\":1,\"sise\":1}"))
                .startsWith("Unknown member 'sise'")
                .endsWith("accepted: size");
        assertThat(detail("")).isEqualTo("The body is missing or unreadable.");
    }

    private String detail(String body) throws Exception {
        return problem(post("/body").contentType(MediaType.APPLICATION_JSON).content(body), 400)
                .get("detail")
                .asString();
    }

    private JsonNode problem(RequestBuilder request, int status) throws Exception {
        return JSON.readTree(send(request, status).getContentAsString());
    }

    private MockHttpServletResponse send(RequestBuilder request, int status) throws Exception {
        MockHttpServletResponse response = mvc.perform(request).andReturn().getResponse();
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        assertThat(response.getHeader(HttpHeaders.CACHE_CONTROL)).isEqualTo("no-store");
        return response;
    }

    record Body(int size) {}

    // An inner class: the component scan of other tests does not take it.
    @RestController
    class Throwing {

        @GetMapping("/problem")
        void problem() {
            throw ProblemException.conflict("it has points").with("points", 3);
        }

        @GetMapping("/bug")
        void bug() {
            throw new IllegalStateException("secret");
        }

        @GetMapping("/exhausted")
        void exhausted() {
            throw new DataAccessResourceFailureException(
                    "no connection", new SQLTransientConnectionException("Connection is not available"));
        }

        @GetMapping("/sql")
        void sql(@RequestParam String state) throws SQLException {
            throw new SQLException("refused", state);
        }

        @GetMapping("/rollback")
        void rollback(@RequestParam String of) {
            TransactionSystemException failed =
                    new TransactionSystemException("JDBC rollback failed", new SQLException("Connection is closed"));
            if (of.equals("write")) {
                failed.initApplicationException(
                        new DataAccessResourceFailureException("write", new SQLException("gone", "08006")));
            }
            throw failed;
        }

        @GetMapping("/broken")
        void broken(@RequestParam String of) throws IOException {
            SQLException gone = new SQLException("An I/O error occurred", "08006", new EOFException());
            switch (of) {
                case "rollback" -> throw new TransactionSystemException("JDBC rollback failed", gone);
                case "commit" ->
                    throw new TransactionSystemException(
                            "JDBC commit failed",
                            new SQLException("An I/O error occurred", "08006", new SocketException("Broken pipe")));
                case "begin" ->
                    throw new CannotCreateTransactionException(
                            "Could not open JDBC Connection for transaction",
                            new SQLException("refused", "08001", new SocketException("Connection reset")));
                default -> throw new EOFException();
            }
        }

        @PostMapping(path = "/body", consumes = MediaType.APPLICATION_JSON_VALUE)
        Body body(@RequestBody Body body) {
            return body;
        }
    }
}
