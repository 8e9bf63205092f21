package io.varve.schema;

import static io.varve.schema.ContractScenario.RANGE;
import static io.varve.schema.SessionRequests.SESSION;

import io.varve.schema.Exchanges.Request;
import java.util.List;
import java.util.stream.Stream;

/** What is asked of values: queries, several at once, and where points are missing. */
final class QueryRequests {

    private static final String BATCH = "POST /api/timeseries/batch";
    private static final String GAPS = "GET /api/timeseries/gaps";

    private QueryRequests() {}

    static Stream<Request> minimal() {
        return Stream.of(
                Request.json(BATCH, "/api/timeseries/batch", "{\"queries\":[{\"start_time\":\"2025-01-06\"}]}"),
                Request.of("GET /api/timeseries", "/api/timeseries?" + RANGE),
                Request.of("GET /api/timeseries/explain", "/api/timeseries/explain?" + RANGE),
                Request.of(GAPS, "/api/timeseries/gaps?" + RANGE));
    }

    static void play(Exchanges exchanges) {
        exchanges.send(Request.of("GET /api/timeseries", "/api/timeseries?agg_func=p95&exact=true&" + RANGE), 422);
        for (String path : new String[] {"/api/timeseries", "/api/timeseries/explain"}) {
            String operation = "GET " + path;
            exchanges.send(Request.of(operation, path + "?series=session.*&agg_func=avg,stddev&" + RANGE), 200);
            exchanges.send(
                    Request.of(operation, path + "?agg_func=last&interval=hour&group_by=room,user_id&" + RANGE), 200);
            exchanges.send(Request.of(operation, path + "?agg_func=count&limit=1&group_by=session_id&" + RANGE), 200);
            exchanges.send(Request.of(operation, path + "?interval=raw&" + RANGE), 200);
            exchanges.send(Request.of(operation, path + "?session_id=" + SESSION + "&" + RANGE), 200);
            exchanges.send(
                    Request.of(
                            operation,
                            path + "?agg_func=avg,at&interval=hour&fill=linear&fill_limit=2&group_by=series&" + RANGE),
                    200);
            exchanges.send(Request.of(operation, path + "?interval=hour&fill=default&" + RANGE), 200);
            exchanges.send(Request.of(operation, path + "?order=up"), 400);
            exchanges.send(Request.of(operation, path + "?agg_function=avg"), 400);
            exchanges.send(Request.of(operation, path + "?series=nothing"), 404);
        }
        for (String format : List.of("format=ndjson&limit=1", "format=ndjson", "format=csv")) {
            exchanges.send(Request.of("GET /api/timeseries", "/api/timeseries?" + format + "&" + RANGE), 200);
        }
        exchanges.send(new Request("GET /api/timeseries", "/api/timeseries", null, "Accept", "image/png"), 406);
        exchanges.send(Request.of("GET /api/timeseries", "/api/timeseries?top=1&series=office.*&" + RANGE), 200);
        batch(exchanges);
        exchanges.send(Request.of(GAPS, "/api/timeseries/gaps?expected_interval=1m&" + RANGE), 200);
        exchanges.send(Request.of(GAPS, "/api/timeseries/gaps?tolerance=x"), 400);
        exchanges.send(Request.of(GAPS, "/api/timeseries/gaps?series=nothing"), 404);
    }

    private static void batch(Exchanges exchanges) {
        String path = "/api/timeseries/batch";
        String batch = """
                {"queries":[{"series":"office.*","start_time":"2025-01-06","end_time":"2025-01-07","limit":5},
                  {"series":"nothing"}]}""";
        exchanges.send(Request.json(BATCH, path, batch), 200);
        exchanges.send(Request.json(BATCH, path, "{}"), 400);
        for (String body : List.of(batch, batch + " ")) {
            exchanges.send(
                    new Request(BATCH, path, body, "Content-Type", "application/json", "Idempotency-Key", "batch"),
                    body.equals(batch) ? 200 : 409);
        }
        exchanges.refusesBodies(BATCH, path);
    }
}
