package io.varve.schema;

import io.varve.schema.Exchanges.Request;
import java.util.Map;
import java.util.stream.Stream;

/** What is asked of imported tables. */
final class ImportRequests {

    private static final String IMPORTS = "/api/imports";

    private ImportRequests() {}

    static Stream<Request> minimal() {
        return Stream.of(
                Request.of("GET /api/imports", IMPORTS),
                Request.of("GET " + IMPORTS + "/{name}", IMPORTS + "/x"),
                Request.json("PUT " + IMPORTS + "/{name}", IMPORTS + "/x", "{\"table\":\"t\",\"time_column\":\"t\"}"),
                Request.of("DELETE " + IMPORTS + "/{name}", IMPORTS + "/x"),
                Request.json("PUT " + IMPORTS + "/{name}/position", IMPORTS + "/x/position", "{\"to\":\"2025-01-01\"}"),
                Request.json(
                        "POST " + IMPORTS + "/check", IMPORTS + "/check", "{\"table\":\"t\",\"time_column\":\"t\"}"));
    }

    static void play(Exchanges exchanges) {
        String put = "PUT " + IMPORTS + "/{name}";
        String move = "PUT " + IMPORTS + "/{name}/position";
        String check = "POST " + IMPORTS + "/check";
        // Any table but the service's own will do.
        String table = "{\"table\":\"public.flyway_schema_history\",\"time_column\":\"installed_on\"}";
        exchanges.send(Request.json(check, IMPORTS + "/check", table), 200);
        exchanges.send(Request.json(check, IMPORTS + "/check", "{}"), 400);
        exchanges.send(Request.keyed(check, IMPORTS + "/check", table), 409);
        exchanges.send(Request.json(put, IMPORTS + "/history", table), 201);
        exchanges.send(Request.json(put, IMPORTS + "/history", table), 200);
        exchanges.send(Request.json(put, IMPORTS + "/x", "{\"table\":\"nothing\",\"time_column\":\"t\"}"), 400);
        exchanges.send(Request.json(put, IMPORTS + "/x", table.replace("}", ",\"series\":\"history\"}")), 409);
        exchanges.send(Request.json(move, IMPORTS + "/history/position", "{\"to\":\"2025-01-01\"}"), 200);
        exchanges.send(Request.json(move, IMPORTS + "/history/position", "{}"), 400);
        exchanges.send(Request.json(move, IMPORTS + "/x/position", "{\"to\":\"2025-01-01\"}"), 404);
        for (Map.Entry<String, String> each :
                Map.of(put, "/x", move, "/x/position", check, "/check").entrySet()) {
            exchanges.refusesBodies(each.getKey(), IMPORTS + each.getValue());
        }
        exchanges.send(Request.of("GET " + IMPORTS, IMPORTS + "?limit=1"), 200);
        exchanges.send(Request.of("GET " + IMPORTS, IMPORTS + "?limit=0"), 400);
        exchanges.send(Request.of("GET " + IMPORTS + "/{name}", IMPORTS + "/history"), 200);
        exchanges.send(Request.of("GET " + IMPORTS + "/{name}", IMPORTS + "/x"), 404);
        exchanges.send(Request.of("GET " + IMPORTS + "/{name}", IMPORTS + "/-"), 400);
        exchanges.send(Request.of("DELETE " + IMPORTS + "/{name}", IMPORTS + "/-"), 400);
        exchanges.send(Request.of("DELETE " + IMPORTS + "/{name}", IMPORTS + "/history"), 204);
        exchanges.send(Request.of("DELETE " + IMPORTS + "/{name}", IMPORTS + "/history"), 404);
    }
}
