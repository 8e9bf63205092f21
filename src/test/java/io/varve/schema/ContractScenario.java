package io.varve.schema;

import static io.varve.schema.PointRequests.POINTS;
import static io.varve.schema.SessionRequests.ONE_SESSION;
import static io.varve.schema.SessionRequests.SESSION;

import io.varve.schema.Exchanges.Request;
import java.util.stream.Stream;

/** Requests that get every documented answer out of a fresh service whose bodies are limited to 4 KiB, by what they are about. */
final class ContractScenario {

    /** Of the points that are written. */
    static final String RANGE = "start_time=2025-01-06&end_time=2025-01-07";

    private ContractScenario() {}

    static void play(Exchanges exchanges) {
        PointRequests.play(exchanges);
        SessionRequests.play(exchanges);
        CatalogRequests.play(exchanges);
        QueryRequests.play(exchanges);
        AnalysisRequests.play(exchanges);
        OperationRequests.play(exchanges);
        ImportRequests.play(exchanges);
        PolicyRequests.play(exchanges);
        RollupRequests.play(exchanges);
        removal(exchanges);
        exchanges.send(Request.of("GET /actuator/health", "/actuator/health"), 200);
        exchanges.send(Request.of("GET /actuator/prometheus", "/actuator/prometheus"), 200);
    }

    /** One good request for every operation that can find no database connection. */
    static Stream<Request> minimal() {
        return Stream.of(
                        PointRequests.minimal(),
                        SessionRequests.minimal(),
                        CatalogRequests.minimal(),
                        QueryRequests.minimal(),
                        AnalysisRequests.minimal(),
                        OperationRequests.minimal(),
                        ImportRequests.minimal(),
                        PolicyRequests.minimal(),
                        RollupRequests.minimal(),
                        Stream.of(Request.of("GET /actuator/health", "/actuator/health")))
                .flatMap(requests -> requests);
    }

    /** Where raw's floor is after these times. */
    static void belowFloor(Exchanges exchanges) {
        exchanges.send(Request.json(POINTS, "/api/points", """
                {"points":[{"series":"late.temperature","time":"2025-01-06T09:00:00Z","value":20.5}]}"""), 200);
        exchanges.send(Request.json("POST /api/sessions", "/api/sessions", """
                {"session_id":"%s","data":[{"series":"late.temperature","time":"2025-01-06T09:00:00Z","value":20.5}]}""".formatted(SESSION)), 201);
        exchanges.send(Request.of("DELETE /api/points", "/api/points?series=late.temperature&" + RANGE), 409);
        exchanges.send(Request.of("DELETE /api/sessions/{session_id}", ONE_SESSION), 409);
    }

    private static void removal(Exchanges exchanges) {
        String metricType = "DELETE /api/metrictypes/{series}";
        exchanges.send(Request.of(metricType, "/api/metrictypes/office.temperature"), 409);
        exchanges.send(Request.of("DELETE /api/points", "/api/points?series=office.temperature&" + RANGE), 200);
        exchanges.send(Request.of("DELETE /api/points", "/api/points?" + RANGE), 400);
        exchanges.send(Request.of(metricType, "/api/metrictypes/office.temperature"), 204);
        exchanges.send(Request.of(metricType, "/api/metrictypes/office.temperature"), 404);
        exchanges.send(Request.of(metricType, "/api/metrictypes/x?y=1"), 400);
        exchanges.send(Request.of("DELETE /api/sessions/{session_id}", ONE_SESSION), 204);
        exchanges.send(Request.of("DELETE /api/sessions/{session_id}", ONE_SESSION), 404);
        exchanges.send(Request.of("DELETE /api/sessions/{session_id}", "/api/sessions/1"), 400);
    }
}
