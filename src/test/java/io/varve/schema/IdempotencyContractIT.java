package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.schema.Contract.Operation;
import io.varve.schema.Exchanges.Request;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every POST there is takes an Idempotency-Key, documented and in fact. */
@ExtendWith(DatabaseExtension.class)
class IdempotencyContractIT {

    private final Contract contract = Contract.load();
    private final TestDatabase database;
    private RunningVarve varve;
    private Exchanges exchanges;

    IdempotencyContractIT(TestDatabase database) throws IOException {
        this.database = database;
    }

    @BeforeEach
    void start() {
        varve = RunningVarve.start(database, Instant.parse("2025-01-07T00:00:00Z"));
        exchanges = new Exchanges(contract, varve);
    }

    @AfterEach
    void stop() {
        varve.close();
    }

    @Test
    void every_post_documents_the_header_and_its_refusals() {
        assertThat(posts()).isNotEmpty().allSatisfy(post -> {
            assertThat(post.parameters("header")).contains("Idempotency-Key");
            assertThat(contract.response(post, 400).isMissingNode()).isFalse();
            assertThat(contract.response(post, 409).isMissingNode()).isFalse();
        });
    }

    @Test
    void every_post_is_done_once_per_key() {
        assertThat(requests().map(Request::operation))
                .containsExactlyInAnyOrderElementsOf(
                        posts().stream().map(Operation::name).toList());
        requests().forEach(request -> {
            Request keyed = with("key of " + request.operation(), request, request.body());
            HttpResponse<String> first = varve.send(exchanges.builder(keyed));
            assertThat(first.statusCode()).as("%s: %s", request, first.body()).isBetween(200, 299);

            HttpResponse<String> again = exchanges.send(keyed, first.statusCode());
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue("Content-Type"))
                    .isEqualTo(first.headers().firstValue("Content-Type"));
            assertThat(again.headers().firstValue("Location"))
                    .isEqualTo(first.headers().firstValue("Location"));
            assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
            assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");

            String other = request.body() == null ? " " : request.body() + " ";
            exchanges.send(with("key of " + request.operation(), request, other), 409);
            exchanges.send(with("", request, request.body()), 400);
        });
    }

    private List<Operation> posts() {
        return contract.operations().stream()
                .filter(each -> each.name().startsWith("POST "))
                .toList();
    }

    private static Stream<Request> requests() {
        return ContractScenario.minimal().filter(request -> request.operation().startsWith("POST "));
    }

    private static Request with(String key, Request request, @Nullable String body) {
        String[] headers = Stream.concat(Stream.of(request.headers()), Stream.of("Idempotency-Key", key))
                .toArray(String[]::new);
        return new Request(request.operation(), request.path(), body, headers);
    }
}
