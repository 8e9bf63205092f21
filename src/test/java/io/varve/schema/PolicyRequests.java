package io.varve.schema;

import io.varve.schema.Exchanges.Request;
import java.util.stream.Stream;

/** What is asked of retention policies. */
final class PolicyRequests {

    private PolicyRequests() {}

    static Stream<Request> minimal() {
        return Stream.of(
                Request.of("GET /api/retention-policies", "/api/retention-policies"),
                Request.of("GET /api/retention-policies/{name}", "/api/retention-policies/x"),
                Request.json(
                        "PUT /api/retention-policies/{name}",
                        "/api/retention-policies/x",
                        "{\"tier\":\"1w\",\"keep\":\"1y\"}"),
                Request.of("DELETE /api/retention-policies/{name}", "/api/retention-policies/x"),
                Request.of("POST /api/retention-policies/run", "/api/retention-policies/run"));
    }

    static void play(Exchanges exchanges) {
        String list = "GET /api/retention-policies";
        String get = "GET /api/retention-policies/{name}";
        String put = "PUT /api/retention-policies/{name}";
        String delete = "DELETE /api/retention-policies/{name}";
        String run = "POST /api/retention-policies/run";
        String path = "/api/retention-policies/weeks";
        String weeks = "{\"tier\":\"1w\",\"keep\":\"P5Y\",\"series\":\"session\\\\..*\"}";
        exchanges.send(Request.json(put, path, weeks), 201);
        exchanges.send(Request.json(put, path, weeks), 200);
        exchanges.send(Request.json(put, path, "{\"tier\":\"1w\"}"), 400);
        exchanges.send(Request.json(put, "/api/retention-policies/configured", weeks), 409);
        exchanges.refusesBodies(put, path);
        exchanges.send(Request.of(list, "/api/retention-policies?limit=1&offset=1"), 200);
        exchanges.send(Request.of(list, "/api/retention-policies?limit=0"), 400);
        exchanges.send(Request.of(get, path), 200);
        exchanges.send(Request.of(get, "/api/retention-policies/nothing"), 404);
        exchanges.send(Request.of(get, path + "?x=1"), 400);
        exchanges.send(Request.of(run, "/api/retention-policies/run?dry_run=true"), 200);
        exchanges.send(Request.of(run, "/api/retention-policies/run?dry_run=1"), 400);
        exchanges.send(Request.of(delete, "/api/retention-policies/configured"), 409);
        exchanges.send(Request.of(delete, path + "?x=1"), 400);
        exchanges.send(Request.of(delete, path), 204);
        exchanges.send(Request.of(delete, path), 404);
    }
}
