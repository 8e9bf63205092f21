package io.varve.schema;

import static io.varve.schema.ContractScenario.RANGE;
import static io.varve.schema.Exchanges.TOO_LONG;

import io.varve.schema.Exchanges.Request;
import java.util.stream.Stream;

/** What is asked of points: writing and deleting them. */
final class PointRequests {

    static final String POINTS = "POST /api/points";

    private PointRequests() {}

    static Stream<Request> minimal() {
        return Stream.of(
                Request.json(POINTS, "/api/points", "{\"points\":[]}"),
                Request.of("DELETE /api/points", "/api/points?series=x&" + RANGE));
    }

    static void play(Exchanges exchanges) {
        exchanges.send(Request.json(POINTS, "/api/points", """
                {"points":[
                  {"series":"office.temperature","time":"2025-01-06T09:00:00Z","value":20.5,"tags":{"room":"12"},
                   "metadata":{"by":"hand"}},
                  {"series":"office.temperature","time":"2025-01-06T09:00:30.123456Z","value":21.5,"key":"a"},
                  {"series":"door.state","time":"2025-01-06T09:00:00Z","value":"open"},
                  {"series":"door.locked","time":"2025-01-06T09:00:00Z","value":false},
                  {"series":"session.urine.color","time":"2025-01-06T09:00:00Z","value":{"r":101,"g":38,"b":1.5}}]}"""), 200);
        exchanges.send(Request.json(POINTS, "/api/points?partial=true", """
                {"points":[{"series":"office.temperature","time":"2025-01-06T09:01:00Z","value":null}]}"""), 200);
        exchanges.send(new Request(POINTS, "/api/points", """
                {"series":"office.temperature","time":"2025-01-06T09:02:00Z","value":20.5}
                """, "Content-Type", "application/x-ndjson"), 200);
        exchanges.send(
                new Request(
                        POINTS,
                        "/api/points?series=office.temperature&tz=Europe/Berlin",
                        """
                time,value
                2025-01-06 10:03:00,20.5
                """,
                        "Content-Type",
                        "text/csv"),
                200);
        exchanges.send(Request.json(POINTS, "/api/points", "{\"points\":[{}],\"more\":1}"), 400);
        exchanges.send(Request.json(POINTS, "/api/points", "{"), 400);
        exchanges.send(new Request(POINTS, "/api/points", "a,b\n", "Content-Type", "text/csv"), 400);
        exchanges.send(Request.json(POINTS, "/api/points?unknown=1", "{\"points\":[]}"), 400);
        exchanges.send(Request.json(POINTS, "/api/points", TOO_LONG), 413);
        exchanges.send(new Request(POINTS, "/api/points", "x", "Content-Type", "text/plain"), 415);
        exchanges.send(
                new Request(POINTS, "/api/points", "x", "Content-Type", "text/csv", "Content-Encoding", "br"), 415);
    }
}
