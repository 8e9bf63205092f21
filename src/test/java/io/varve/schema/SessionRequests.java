package io.varve.schema;

import static io.varve.schema.PointRequests.POINTS;

import io.varve.schema.Exchanges.Request;
import java.util.stream.Stream;

/** What is asked of sessions. */
final class SessionRequests {

    static final String SESSION = "6f4b4b1e-4d0e-4a36-9e0a-0b1f9e6d7c11";
    static final String USER = "d38834e0-fe46-4bf9-831d-1d5b125bdc9b";
    static final String OTHER_USER = "0c2f6f6e-7f2d-4d53-8d7c-3a2a0d2f5a10";
    static final String ONE_SESSION = "/api/sessions/" + SESSION;

    private SessionRequests() {}

    static Stream<Request> minimal() {
        return Stream.of(
                Request.json("POST /api/sessions", "/api/sessions", "{\"data\":[]}"),
                Request.json("POST /api/session", "/api/session", "{\"data\":[]}"),
                Request.json("POST /api/sessions/batch", "/api/sessions/batch", "{\"sessions\":[{\"data\":[]}]}"),
                Request.of("GET /api/sessions", "/api/sessions"),
                Request.of("GET /api/sessions/{session_id}", ONE_SESSION),
                Request.of("DELETE /api/sessions/{session_id}", ONE_SESSION));
    }

    static void play(Exchanges exchanges) {
        write(exchanges, "/api/sessions");
        write(exchanges, "/api/session");
        batch(exchanges);
        exchanges.send(Request.of("GET /api/sessions", "/api/sessions?limit=1&user_id=" + USER), 200);
        exchanges.send(Request.of("GET /api/sessions", "/api/sessions?limit=x"), 400);
        exchanges.send(Request.of("GET /api/sessions/{session_id}", ONE_SESSION), 200);
        exchanges.send(Request.of("GET /api/sessions/{session_id}", "/api/sessions/" + OTHER_USER), 404);
        exchanges.send(Request.of("GET /api/sessions/{session_id}", "/api/sessions/1"), 400);
    }

    private static void write(Exchanges exchanges, String path) {
        String operation = "POST " + path;
        String session = """
                {"user_id":"%s","session_id":"%s","start_ts":"2025-01-06T08:55:00Z","data":[
                  {"series":"session.gut_health_score","time":"2025-01-06T09:00:00Z","value":20.5},
                  {"series":"session.urine.color","time":"2025-01-06T09:00:00Z","value":{"r":101,"g":38,"b":1.5},
                   "tags":{"lab":"a"},"metadata":{"note":1}}]}""";
        exchanges.send(Request.json(operation, path, session.formatted(USER, SESSION)), 201);
        exchanges.send(Request.json(operation, path + "?partial=true", "{\"data\":[{\"series\":\"x\"}]}"), 201);
        exchanges.send(Request.json(operation, path, "{}"), 400);
        exchanges.send(Request.json(operation, path, session.formatted(OTHER_USER, SESSION)), 409);
        exchanges.refusesBodies(operation, path);
        exchanges.send(Request.json(POINTS, "/api/points", """
                {"points":[{"series":"x","time":"2025-01-06T09:00:00Z","value":1,"session_id":"%s","user_id":"%s"}]}""".formatted(SESSION, OTHER_USER)), 409);
    }

    private static void batch(Exchanges exchanges) {
        String path = "/api/sessions/batch";
        String operation = "POST " + path;
        String batch = """
                {"sessions":[{"data":[]},{"user_id":"%s","session_id":"%s","start_ts":null,"data":[
                  {"series":"session.gut_health_score","time":"2025-01-06T09:10:00Z","value":20.5}]}]}""";
        exchanges.send(Request.json(operation, path + "?tz=UTC", batch.formatted(USER, SESSION)), 201);
        exchanges.send(Request.json(operation, path, "{}"), 400);
        exchanges.send(Request.json(operation, path, batch.formatted(OTHER_USER, SESSION)), 409);
        exchanges.refusesBodies(operation, path);
    }
}
