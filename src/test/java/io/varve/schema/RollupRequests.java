package io.varve.schema;

import io.varve.schema.Exchanges.Request;
import java.util.stream.Stream;

/** What is asked of custom rollups. */
final class RollupRequests {

    private static final String ROLLUP =
            "{\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"session.*\",\"dimensions\":[\"lab\"]}";

    private RollupRequests() {}

    static Stream<Request> minimal() {
        return Stream.of(
                Request.of("GET /api/rollups", "/api/rollups"),
                Request.of("GET /api/rollups/{name}", "/api/rollups/x"),
                Request.json("PUT /api/rollups/{name}", "/api/rollups/x", ROLLUP),
                Request.of("DELETE /api/rollups/{name}", "/api/rollups/x"),
                Request.of("POST /api/rollups/{name}/refresh", "/api/rollups/1m/refresh"));
    }

    static void play(Exchanges exchanges) {
        String path = "/api/rollups/labs";
        String get = "GET /api/rollups/{name}";
        String put = "PUT /api/rollups/{name}";
        String delete = "DELETE /api/rollups/{name}";
        String refresh = "POST /api/rollups/{name}/refresh";
        exchanges.send(Request.json(put, path, ROLLUP), 201);
        exchanges.send(
                Request.json(
                        put,
                        path,
                        ROLLUP.replace("}", ",\"retention\":\"1y\",\"look_back\":\"1d\",\"schedule\":\"0 * * * *\"}")),
                200);
        exchanges.send(Request.json(put, path, ROLLUP.replace("lab", "room")), 409);
        exchanges.send(Request.json(put, path, "{\"source\":\"raw\"}"), 400);
        exchanges.refusesBodies(put, path);
        exchanges.send(Request.of(refresh, path + "/refresh"), 200);
        exchanges.send(Request.of(refresh, "/api/rollups/nothing/refresh"), 404);
        exchanges.send(Request.of(refresh, path + "/refresh?x=1"), 400);
        exchanges.send(new Request(refresh, path + "/refresh", null, "Idempotency-Key", "rollup"), 200);
        exchanges.send(new Request(refresh, "/api/rollups/1h/refresh", null, "Idempotency-Key", "rollup"), 409);
        exchanges.send(Request.of("GET /api/rollups", "/api/rollups?limit=9"), 200);
        exchanges.send(Request.of("GET /api/rollups", "/api/rollups?limit=0"), 400);
        exchanges.send(Request.of(get, path), 200);
        exchanges.send(Request.of(get, "/api/rollups/nothing"), 404);
        exchanges.send(Request.of(get, path + "?x=1"), 400);
        exchanges.send(Request.of(delete, "/api/rollups/1h"), 409);
        exchanges.send(Request.of(delete, path + "?x=1"), 400);
        exchanges.send(Request.of(delete, path), 204);
        exchanges.send(Request.of(delete, path), 404);
    }
}
