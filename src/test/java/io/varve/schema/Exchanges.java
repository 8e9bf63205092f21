package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.schema.Contract.Operation;
import io.varve.support.RunningVarve;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests and holds each answer against what the contract says about it. */
final class Exchanges {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROBLEM = "application/problem+json";

    /** Longer than the 4 KiB that bodies may have. */
    static final String TOO_LONG = "{\"points\":[]" + " ".repeat(4096) + "}";

    private final Contract contract;
    private final RunningVarve varve;
    private final Set<String> seen = new TreeSet<>();

    Exchanges(Contract contract, RunningVarve varve) {
        this.contract = contract;
        this.varve = varve;
    }

    /**
     * A request.
     *
     * @param operation method and path as documented
     * @param path as sent, with query
     * @param headers name and value by turns; a Content-Type has a body with it
     */
    record Request(String operation, String path, @Nullable String body, String... headers) {

        static Request of(String operation, String path) {
            return new Request(operation, path, null);
        }

        static Request json(String operation, String path, String body) {
            return new Request(operation, path, body, "Content-Type", "application/json");
        }

        /** With a key that is the same for all, and so is taken after the first. */
        static Request keyed(String operation, String path, String body) {
            return new Request(operation, path, body, "Content-Type", "application/json", "Idempotency-Key", "one");
        }
    }

    /** Operations with the status they were seen to answer. */
    Set<String> seen() {
        return seen;
    }

    HttpResponse<String> send(Request request, int status) {
        HttpResponse<String> response = varve.send(builder(request));
        check(contract.operation(request.operation()), response, status);
        return response;
    }

    /** An operation that takes JSON takes neither too much of it nor anything else. */
    void refusesBodies(String operation, String path) {
        send(Request.json(operation, path, TOO_LONG), 413);
        send(new Request(operation, path, "x", "Content-Type", "text/csv"), 415);
    }

    HttpRequest.Builder builder(Request request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(varve.uri(request.path()));
        if (request.headers().length > 0) {
            builder.headers(request.headers());
        }
        String body = request.body();
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        String method = request.operation().substring(0, request.operation().indexOf(' '));
        return builder.method(method, publisher);
    }

    private void check(Operation operation, HttpResponse<String> response, int status) {
        String exchange = operation.name() + " -> " + status;
        assertThat(response.statusCode())
                .as("%s: %s", exchange, response.body())
                .isEqualTo(status);
        JsonNode documented = contract.response(operation, status);
        assertThat(documented.isMissingNode()).as(exchange + " is documented").isFalse();
        documented.path("headers").properties().stream()
                .filter(header -> header.getValue().path("required").asBoolean(true))
                .forEach(header -> assertThat(response.headers().firstValue(header.getKey()))
                        .as("%s: header %s", exchange, header.getKey())
                        .isPresent());
        checkBody(exchange, documented.path("content"), response);
        seen.add(exchange);
    }

    private void checkBody(String exchange, JsonNode content, HttpResponse<String> response) {
        if (content.isMissingNode()) {
            assertThat(response.body()).as(exchange).isEmpty();
            return;
        }
        String type = contentType(response);
        assertThat(content.has(type))
                .as("%s: content type %s is documented", exchange, type)
                .isTrue();
        if (type.equals("application/json") || type.endsWith("+json")) {
            assertThat(contract.violations(content.path(type).path("schema"), JSON.readTree(response.body())))
                    .as("%s: %s", exchange, response.body())
                    .isEmpty();
        }
    }

    /** An answer that no operation gives. */
    void problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(contentType(response)).isEqualTo(PROBLEM);
        assertThat(contract.violations(
                        contract.document().at("/components/schemas/Problem"), JSON.readTree(response.body())))
                .isEmpty();
    }

    private static String contentType(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("none");
        return type.contains(";") ? type.substring(0, type.indexOf(';')) : type;
    }
}
