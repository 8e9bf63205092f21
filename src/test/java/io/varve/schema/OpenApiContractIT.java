package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.schema.Contract.Operation;
import io.varve.schema.Exchanges.Request;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Holds {@code openapi.yaml} against the running service, in both directions. */
@ExtendWith(DatabaseExtension.class)
class OpenApiContractIT {

    private static final int CONNECTIONS = 3;

    private final Contract contract = Contract.load();
    private final TestDatabase database;
    private RunningVarve varve;
    private Exchanges exchanges;

    OpenApiContractIT(TestDatabase database) throws IOException {
        this.database = database;
    }

    @BeforeEach
    void start() {
        varve = RunningVarve.start(
                database,
                Instant.parse("2025-01-07T00:00:00Z"),
                "varve.ingest.max-body-size=4KB",
                "varve.query.exact-points=1",
                "varve.retention.policies[0].name=configured",
                "varve.retention.policies[0].tier=1y",
                "varve.retention.policies[0].keep=50y",
                "varve.pool.ingest.size=" + CONNECTIONS,
                "varve.pool.ingest.connection-timeout=250ms",
                "varve.pool.query.size=" + CONNECTIONS,
                "varve.pool.query.connection-timeout=250ms");
        exchanges = new Exchanges(contract, varve);
    }

    @AfterEach
    void stop() {
        varve.close();
    }

    @Test
    void operations_and_their_query_parameters_are_those_of_the_handlers() {
        Map<String, Set<String>> documented = new TreeMap<>();
        contract.operations().stream()
                .filter(each -> each.path().startsWith("/api/"))
                .forEach(each -> documented.put(
                        each.name(), each.parameters("query").collect(Collectors.toCollection(TreeSet::new))));

        assertThat(handled((info, method) -> queryParameters(method))).isEqualTo(documented);
    }

    @Test
    void content_types_of_bodies_are_those_the_handlers_consume() {
        Map<String, Set<String>> documented = new TreeMap<>();
        contract.operations().stream()
                .filter(each -> each.path().startsWith("/api/"))
                .forEach(each -> documented.put(
                        each.name(),
                        each.node().at("/requestBody/content").properties().stream()
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toCollection(TreeSet::new))));

        assertThat(handled((info, method) -> info.getConsumesCondition().getConsumableMediaTypes().stream()
                        .map(MediaType::toString)))
                .isEqualTo(documented);
    }

    /** 503 is for the next test. */
    @Test
    void f18_every_documented_answer_is_given_and_looks_as_documented() {
        ContractScenario.play(exchanges);
        unchanged();
        database.jdbc().sql("""
                        INSERT INTO rollup.retention_policy (name, tier, keep, created_at, updated_at)
                        VALUES ('past the service', 'raw', '1 second', now(), now())""").update();
        exchanges.send(Request.of("POST /api/retention-policies/run", "/api/retention-policies/run"), 409);
        database.jdbc().sql("DELETE FROM rollup.retention_policy").update();
        database.jdbc()
                .sql("UPDATE rollup.floor SET position = '2025-02-01', generation = 1 WHERE layer_id = 0")
                .update();
        ContractScenario.belowFloor(exchanges);

        Set<String> expected = contract.operations().stream()
                .flatMap(each -> each.node().path("responses").properties().stream()
                        .map(response -> each.name() + " -> " + response.getKey()))
                .filter(answer -> !answer.endsWith(" 503"))
                .collect(Collectors.toSet());
        assertThat(exchanges.seen()).isEqualTo(expected);
    }

    private void unchanged() {
        for (String time : List.of("2025-01-01T00:00:00Z", "2025-01-03T00:00:00Z")) {
            String point = "{\"points\":[{\"series\":\"closed\",\"time\":\"" + time + "\",\"value\":1}]}";
            exchanges.send(Request.json("POST /api/points", "/api/points", point), 200);
        }
        varve.bean(RefreshCycle.class).run(Instant.parse("2025-01-07T00:05:00Z"));
        for (String of : List.of("?", "/compare?interval=day&offset=1d&", "/peaks?", "/histogram?", "/gaps?")) {
            String operation = "GET /api/timeseries" + of.substring(0, of.indexOf('?'));
            String path = "/api/timeseries" + of + "series=closed&start_time=2025-01-01&end_time=2025-01-02";
            // What gaps depend on is known when they have been told once.
            exchanges.send(Request.of(operation, path), 200);
            String tag = exchanges
                    .send(Request.of(operation, path), 200)
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
            exchanges.send(new Request(operation, path, null, "If-None-Match", tag), 304);
        }
    }

    @Test
    void without_a_free_connection_every_operation_answers_503_as_documented() throws SQLException {
        List<Connection> taken = new ArrayList<>();
        try {
            for (String pool : List.of("ingestDataSource", "queryDataSource")) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    taken.add(varve.bean(pool, DataSource.class).getConnection());
                }
            }
            ContractScenario.minimal().forEach(request -> {
                HttpResponse<String> answer = exchanges.send(request, 503);
                if (request.operation().contains("/api/")) {
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                }
            });
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        assertThat(ContractScenario.minimal().map(Exchanges.Request::operation))
                .containsExactlyInAnyOrderElementsOf(contract.operations().stream()
                        .filter(each -> each.node().path("responses").has("503"))
                        .map(Operation::name)
                        .toList());
    }

    @Test
    void a_wrong_path_and_a_wrong_method_are_problems_too() {
        exchanges.problem(varve.get("/api/nothing"), 404);
        exchanges.problem(varve.get("/nothing"), 404);
        HttpResponse<String> wrongMethod = varve.delete("/api/timeseries");
        exchanges.problem(wrongMethod, 405);
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("GET");
    }

    @FunctionalInterface
    private interface Names {
        Stream<String> of(RequestMappingInfo info, HandlerMethod method);
    }

    /** What the handlers under /api say, by operation; several handlers of one operation are put together. */
    private Map<String, Set<String>> handled(Names names) {
        Map<String, Set<String>> handled = new TreeMap<>();
        varve.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((info, handler) -> operations(info)
                        .forEach(name -> handled.computeIfAbsent(name, key -> new TreeSet<>())
                                .addAll(names.of(info, handler).toList())));
        return handled;
    }

    private static Stream<String> operations(RequestMappingInfo info) {
        Collection<String> methods =
                info.getMethodsCondition().getMethods().stream().map(Enum::name).toList();
        return info.getPatternValues().stream()
                .filter(path -> path.startsWith("/api/"))
                .flatMap(path -> methods.stream().map(method -> method + " " + path));
    }

    private static Stream<String> queryParameters(HandlerMethod handler) {
        return Arrays.stream(handler.getMethod().getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class))
                .map(OpenApiContractIT::name);
    }

    private static String name(Parameter parameter) {
        RequestParam declared = AnnotatedElementUtils.getMergedAnnotation(parameter, RequestParam.class);
        return declared == null || declared.name().isEmpty() ? parameter.getName() : declared.name();
    }
}
