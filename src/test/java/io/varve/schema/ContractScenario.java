package io.varve.schema;

import io.varve.schema.Exchanges.Request;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Requests that get every documented answer out of a fresh service whose bodies are limited to 4 KiB. */
final class ContractScenario {

    private static final String SESSION = "6f4b4b1e-4d0e-4a36-9e0a-0b1f9e6d7c11";
    private static final String USER = "d38834e0-fe46-4bf9-831d-1d5b125bdc9b";
    private static final String OTHER_USER = "0c2f6f6e-7f2d-4d53-8d7c-3a2a0d2f5a10";
    private static final String POINTS = "POST /api/points";
    private static final String ONE_SESSION = "/api/sessions/" + SESSION;
    private static final String RANGE = "start_time=2025-01-06&end_time=2025-01-07";
    private static final String RECONCILE = "POST /api/operations/reconcile";
    private static final String GAPS = "GET /api/timeseries/gaps";
    private static final String COMPARE = "GET /api/timeseries/compare";
    private static final String PEAKS = "GET /api/timeseries/peaks";
    private static final String HISTOGRAM = "GET /api/timeseries/histogram";
    private static final String JOB = "/api/operations/jobs/{job}/{tier}";
    private static final String WINDOWS = "/api/operations/maintenance-windows";
    private static final String WINDOW =
            "{\"effect\":\"only\",\"job\":\"backfill\",\"from_time\":\"01:00\",\"until_time\":\"05:00\",\"time_zone\":\"UTC\"}";
    private static final String BACKFILL = "/api/operations/backfill";
    private static final String IMPORTS = "/api/imports";
    private static final String BATCH = "POST /api/timeseries/batch";
    private static final String ROLLUP =
            "{\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"session.*\",\"dimensions\":[\"lab\"]}";
    private static final String TOO_LONG = "{\"points\":[]" + " ".repeat(4096) + "}";

    private ContractScenario() {}

    static void play(Exchanges exchanges) {
        points(exchanges);
        sessions(exchanges, "/api/sessions");
        sessions(exchanges, "/api/session");
        sessionBatch(exchanges);
        metricTypes(exchanges);
        queries(exchanges);
        analyses(exchanges);
        reconciliation(exchanges);
        backfill(exchanges);
        operations(exchanges);
        imports(exchanges);
        retention(exchanges);
        rollups(exchanges);
        removal(exchanges);
        exchanges.send(Request.of("GET /actuator/health", "/actuator/health"), 200);
        exchanges.send(Request.of("GET /actuator/prometheus", "/actuator/prometheus"), 200);
    }

    /** One good request for every operation that can find no database connection. */
    static Stream<Request> minimal() {
        return Stream.of(
                Request.json(POINTS, "/api/points", "{\"points\":[]}"),
                Request.of("DELETE /api/points", "/api/points?series=x&" + RANGE),
                Request.json("POST /api/sessions", "/api/sessions", "{\"data\":[]}"),
                Request.json("POST /api/session", "/api/session", "{\"data\":[]}"),
                Request.json("POST /api/sessions/batch", "/api/sessions/batch", "{\"sessions\":[{\"data\":[]}]}"),
                Request.of("GET /api/sessions", "/api/sessions"),
                Request.of("GET /api/sessions/{session_id}", ONE_SESSION),
                Request.of("DELETE /api/sessions/{session_id}", ONE_SESSION),
                Request.of("GET /api/metrictypes", "/api/metrictypes"),
                Request.of("GET /api/metrictypes/{series}", "/api/metrictypes/x"),
                Request.json("PUT /api/metrictypes/{series}", "/api/metrictypes/x", "{}"),
                Request.of("DELETE /api/metrictypes/{series}", "/api/metrictypes/x"),
                Request.of("GET /api/series", "/api/series"),
                Request.of("GET /api/series/tags", "/api/series/tags"),
                Request.of("GET /api/series/tags/{tag}", "/api/series/tags/room"),
                Request.json(BATCH, "/api/timeseries/batch", "{\"queries\":[{\"start_time\":\"2025-01-06\"}]}"),
                Request.of("GET /api/timeseries", "/api/timeseries?" + RANGE),
                Request.of("GET /api/timeseries/explain", "/api/timeseries/explain?" + RANGE),
                Request.of(GAPS, "/api/timeseries/gaps?" + RANGE),
                Request.of(COMPARE, "/api/timeseries/compare?offset=7d&" + RANGE),
                Request.of(PEAKS, "/api/timeseries/peaks?" + RANGE),
                Request.of(HISTOGRAM, "/api/timeseries/histogram?" + RANGE),
                Request.json(RECONCILE, "/api/operations/reconcile", "{\"from\":\"now-1d\",\"to\":\"now\"}"),
                Request.json("POST " + BACKFILL, BACKFILL, "{\"from\":\"now-1d\",\"to\":\"now\"}"),
                Request.of("GET " + BACKFILL, BACKFILL),
                Request.of("GET " + BACKFILL + "/{id}", BACKFILL + "/1"),
                Request.of("GET /api/operations/monitor", "/api/operations/monitor"),
                Request.of("GET /api/operations/jobs", "/api/operations/jobs"),
                Request.json("PUT " + JOB, "/api/operations/jobs/refresh/1h", "{\"max_attempts\":10}"),
                Request.of("GET /api/operations/refreshes", "/api/operations/refreshes"),
                Request.of("GET /api/operations/errors", "/api/operations/errors"),
                Request.of("GET /api/operations/slow-queries", "/api/operations/slow-queries"),
                Request.of("GET /api/operations/partitions", "/api/operations/partitions"),
                Request.of("GET /api/operations/stats", "/api/operations/stats"),
                Request.of("POST /api/operations/maintain", "/api/operations/maintain"),
                Request.of("GET " + WINDOWS, WINDOWS),
                Request.json("PUT " + WINDOWS + "/{name}", WINDOWS + "/x", WINDOW),
                Request.of("DELETE " + WINDOWS + "/{name}", WINDOWS + "/x"),
                Request.of("POST /api/operations/retry", "/api/operations/retry"),
                Request.of("GET /api/imports", IMPORTS),
                Request.of("GET " + IMPORTS + "/{name}", IMPORTS + "/x"),
                Request.json("PUT " + IMPORTS + "/{name}", IMPORTS + "/x", "{\"table\":\"t\",\"time_column\":\"t\"}"),
                Request.of("DELETE " + IMPORTS + "/{name}", IMPORTS + "/x"),
                Request.json("PUT " + IMPORTS + "/{name}/position", IMPORTS + "/x/position", "{\"to\":\"2025-01-01\"}"),
                Request.json(
                        "POST " + IMPORTS + "/check", IMPORTS + "/check", "{\"table\":\"t\",\"time_column\":\"t\"}"),
                Request.of("GET /api/retention-policies", "/api/retention-policies"),
                Request.of("GET /api/retention-policies/{name}", "/api/retention-policies/x"),
                Request.json(
                        "PUT /api/retention-policies/{name}",
                        "/api/retention-policies/x",
                        "{\"tier\":\"1w\",\"keep\":\"1y\"}"),
                Request.of("DELETE /api/retention-policies/{name}", "/api/retention-policies/x"),
                Request.of("POST /api/retention-policies/run", "/api/retention-policies/run"),
                Request.of("GET /api/rollups", "/api/rollups"),
                Request.of("GET /api/rollups/{name}", "/api/rollups/x"),
                Request.json("PUT /api/rollups/{name}", "/api/rollups/x", ROLLUP),
                Request.of("DELETE /api/rollups/{name}", "/api/rollups/x"),
                Request.of("POST /api/rollups/{name}/refresh", "/api/rollups/1m/refresh"),
                Request.of("GET /actuator/health", "/actuator/health"));
    }

    private static void points(Exchanges exchanges) {
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

    private static void sessions(Exchanges exchanges, String path) {
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
        exchanges.send(Request.json(operation, path, TOO_LONG), 413);
        exchanges.send(new Request(operation, path, "x", "Content-Type", "text/csv"), 415);
        exchanges.send(Request.json(POINTS, "/api/points", """
                {"points":[{"series":"x","time":"2025-01-06T09:00:00Z","value":1,"session_id":"%s","user_id":"%s"}]}""".formatted(SESSION, OTHER_USER)), 409);
    }

    private static void sessionBatch(Exchanges exchanges) {
        String path = "/api/sessions/batch";
        String operation = "POST " + path;
        String batch = """
                {"sessions":[{"data":[]},{"user_id":"%s","session_id":"%s","start_ts":null,"data":[
                  {"series":"session.gut_health_score","time":"2025-01-06T09:10:00Z","value":20.5}]}]}""";
        exchanges.send(Request.json(operation, path + "?tz=UTC", batch.formatted(USER, SESSION)), 201);
        exchanges.send(Request.json(operation, path, "{}"), 400);
        exchanges.send(Request.json(operation, path, batch.formatted(OTHER_USER, SESSION)), 409);
        exchanges.send(Request.json(operation, path, TOO_LONG), 413);
        exchanges.send(new Request(operation, path, "x", "Content-Type", "text/csv"), 415);
    }

    private static void metricTypes(Exchanges exchanges) {
        String path = "/api/metrictypes/room.humidity";
        String put = "PUT /api/metrictypes/{series}";
        String definition =
                "{\"description\":\"Humidity\",\"unit\":\"%\",\"fill\":\"linear\",\"schema\":{\"type\":\"number\",\"minimum\":0}}";
        exchanges.send(Request.json(put, path, definition), 201);
        exchanges.send(Request.json(put, path, definition), 200);
        exchanges.send(
                new Request(put, path, definition, "Content-Type", "application/json", "If-None-Match", "*"), 412);
        exchanges.send(Request.json(put, path, "{\"schema\":{\"type\":\"numbr\"}}"), 400);
        exchanges.send(Request.json(put, path, "{\"fill\":\"guess\"}"), 400);
        exchanges.send(Request.json(put, path, TOO_LONG), 413);
        exchanges.send(new Request(put, path, "x", "Content-Type", "text/csv"), 415);
        exchanges.send(Request.of("GET /api/metrictypes", "/api/metrictypes?limit=2&offset=1"), 200);
        exchanges.send(Request.of("GET /api/metrictypes", "/api/metrictypes?limit=0"), 400);
        exchanges.send(Request.of("GET /api/metrictypes/{series}", "/api/metrictypes/session.urine.color"), 200);
        exchanges.send(Request.of("GET /api/metrictypes/{series}", "/api/metrictypes/nothing"), 404);
        exchanges.send(Request.of("GET /api/metrictypes/{series}", path + "?x=1"), 400);
        exchanges.send(Request.of("GET /api/series", "/api/series?limit=2"), 200);
        exchanges.send(Request.of("GET /api/series", "/api/series?cursor=x"), 400);
    }

    private static void reconciliation(Exchanges exchanges) {
        String path = "/api/operations/reconcile";
        String range = "\"from\":\"2025-01-06\",\"to\":\"2025-01-07\"";
        exchanges.send(Request.json(RECONCILE, path, "{" + range + "}"), 200);
        exchanges.send(Request.json(RECONCILE, path, "{" + range + ",\"series\":\"session.*\",\"repair\":true}"), 200);
        exchanges.send(Request.json(RECONCILE, path, "{}"), 400);
        exchanges.send(Request.json(RECONCILE, path, "{" + range + ",\"series\":\"nothing\"}"), 404);
        exchanges.send(keyed(RECONCILE, path, "{" + range + "}"), 200);
        exchanges.send(keyed(RECONCILE, path, "{" + range + ",\"repair\":true}"), 409);
        exchanges.send(Request.json(RECONCILE, path, TOO_LONG), 413);
        exchanges.send(new Request(RECONCILE, path, "x", "Content-Type", "text/csv"), 415);
    }

    private static void backfill(Exchanges exchanges) {
        String begin = "POST " + BACKFILL;
        String get = "GET " + BACKFILL + "/{id}";
        String range = "{\"from\":\"2025-01-06\",\"to\":\"2025-01-07\"}";
        exchanges.send(Request.json(begin, BACKFILL, range), 202);
        exchanges.send(Request.json(begin, BACKFILL, "{\"series\":\"session.*\"}"), 202);
        exchanges.send(Request.json(begin, BACKFILL, "{}"), 400);
        exchanges.send(Request.json(begin, BACKFILL, "{\"series\":\"nothing\"}"), 404);
        exchanges.send(keyed(begin, BACKFILL, range), 409);
        exchanges.send(Request.json(begin, BACKFILL, TOO_LONG), 413);
        exchanges.send(new Request(begin, BACKFILL, "x", "Content-Type", "text/csv"), 415);
        exchanges.send(Request.of("GET " + BACKFILL, BACKFILL + "?limit=1"), 200);
        exchanges.send(Request.of("GET " + BACKFILL, BACKFILL + "?limit=0"), 400);
        exchanges.send(Request.of(get, BACKFILL + "/1"), 200);
        exchanges.send(Request.of(get, BACKFILL + "/x"), 400);
        exchanges.send(Request.of(get, BACKFILL + "/999"), 404);
    }

    private static void imports(Exchanges exchanges) {
        String put = "PUT " + IMPORTS + "/{name}";
        String move = "PUT " + IMPORTS + "/{name}/position";
        String check = "POST " + IMPORTS + "/check";
        // Any table but the service's own will do.
        String table = "{\"table\":\"public.flyway_schema_history\",\"time_column\":\"installed_on\"}";
        exchanges.send(Request.json(check, IMPORTS + "/check", table), 200);
        exchanges.send(Request.json(check, IMPORTS + "/check", "{}"), 400);
        exchanges.send(keyed(check, IMPORTS + "/check", table), 409);
        exchanges.send(Request.json(put, IMPORTS + "/history", table), 201);
        exchanges.send(Request.json(put, IMPORTS + "/history", table), 200);
        exchanges.send(Request.json(put, IMPORTS + "/x", "{\"table\":\"nothing\",\"time_column\":\"t\"}"), 400);
        exchanges.send(Request.json(put, IMPORTS + "/x", table.replace("}", ",\"series\":\"history\"}")), 409);
        exchanges.send(Request.json(move, IMPORTS + "/history/position", "{\"to\":\"2025-01-01\"}"), 200);
        exchanges.send(Request.json(move, IMPORTS + "/history/position", "{}"), 400);
        exchanges.send(Request.json(move, IMPORTS + "/x/position", "{\"to\":\"2025-01-01\"}"), 404);
        for (Map.Entry<String, String> each :
                Map.of(put, "/x", move, "/x/position", check, "/check").entrySet()) {
            exchanges.send(Request.json(each.getKey(), IMPORTS + each.getValue(), TOO_LONG), 413);
            exchanges.send(new Request(each.getKey(), IMPORTS + each.getValue(), "x", "Content-Type", "text/csv"), 415);
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

    private static Request keyed(String operation, String path, String body) {
        return new Request(operation, path, body, "Content-Type", "application/json", "Idempotency-Key", "one");
    }

    private static void queries(Exchanges exchanges) {
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
        exchanges.send(Request.of("GET /api/series/tags", "/api/series/tags?limit=1&prefix=r"), 200);
        exchanges.send(Request.of("GET /api/series/tags", "/api/series/tags?limit=x"), 400);
        exchanges.send(Request.of("GET /api/series/tags/{tag}", "/api/series/tags/room?series=office.*"), 200);
        exchanges.send(Request.of("GET /api/series/tags/{tag}", "/api/series/tags/room?prefix="), 400);
        batch(exchanges);
        exchanges.send(Request.of(GAPS, "/api/timeseries/gaps?expected_interval=1m&" + RANGE), 200);
        exchanges.send(Request.of(GAPS, "/api/timeseries/gaps?tolerance=x"), 400);
        exchanges.send(Request.of(GAPS, "/api/timeseries/gaps?series=nothing"), 404);
        exchanges.send(Request.of("GET /api/sessions", "/api/sessions?limit=1&user_id=" + USER), 200);
        exchanges.send(Request.of("GET /api/sessions", "/api/sessions?limit=x"), 400);
        exchanges.send(Request.of("GET /api/sessions/{session_id}", ONE_SESSION), 200);
        exchanges.send(Request.of("GET /api/sessions/{session_id}", "/api/sessions/" + OTHER_USER), 404);
        exchanges.send(Request.of("GET /api/sessions/{session_id}", "/api/sessions/1"), 400);
    }

    private static void analyses(Exchanges exchanges) {
        String path = "/api/timeseries/";
        String compare = path + "compare?interval=hour&offset=1h&";
        exchanges.send(Request.of(COMPARE, compare + "series=session.*&agg_func=sum,count&" + RANGE), 200);
        exchanges.send(Request.of(COMPARE, compare + "fill=zero&group_by=room,user_id&" + RANGE), 200);
        exchanges.send(Request.of(PEAKS, path + "peaks?group_by=session_id&" + RANGE), 200);
        for (String by : List.of("hour_of_day", "hour_of_week", "day_of_week", "month_of_year")) {
            exchanges.send(Request.of(PEAKS, path + "peaks?by=" + by + "&agg_func=max&" + RANGE), 200);
        }
        exchanges.send(Request.of(HISTOGRAM, path + "histogram?series=door.locked&" + RANGE), 200);
        exchanges.send(Request.of(HISTOGRAM, path + "histogram?" + RANGE), 422);
        exchanges.send(Request.of(COMPARE, compare + "agg_func=p95&" + RANGE), 422);
        exchanges.send(Request.of(PEAKS, path + "peaks?agg_func=p95&" + RANGE), 422);
        exchanges.send(Request.of(COMPARE, path + "compare"), 400);
        exchanges.send(Request.of(PEAKS, path + "peaks?by=x"), 400);
        exchanges.send(Request.of(HISTOGRAM, path + "histogram?bins=x"), 400);
        exchanges.send(Request.of(COMPARE, compare + "series=nothing"), 404);
        exchanges.send(Request.of(PEAKS, path + "peaks?series=nothing"), 404);
        exchanges.send(Request.of(HISTOGRAM, path + "histogram?series=nothing"), 404);
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
        exchanges.send(Request.json(BATCH, path, TOO_LONG), 413);
        exchanges.send(new Request(BATCH, path, "x", "Content-Type", "text/csv"), 415);
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

    private static void operations(Exchanges exchanges) {
        String path = "/api/operations/";
        for (String get : List.of("monitor", "jobs", "refreshes", "errors", "slow-queries", "partitions", "stats")) {
            exchanges.send(Request.of("GET " + path + get, path + get), 200);
        }
        exchanges.send(Request.of("GET " + path + "refreshes", path + "refreshes?job=reconcile&limit=1"), 200);
        exchanges.send(Request.of("GET " + path + "refreshes", path + "refreshes?job=dance"), 400);
        exchanges.send(Request.of("GET " + path + "refreshes", path + "refreshes?outcome=good"), 400);
        exchanges.send(Request.of("GET " + path + "errors", path + "errors?limit=0"), 400);
        exchanges.send(Request.of("GET " + path + "slow-queries", path + "slow-queries?order=slowest&limit=1"), 200);
        exchanges.send(Request.of("GET " + path + "slow-queries", path + "slow-queries?order=up"), 400);
        exchanges.send(Request.of("GET " + path + "partitions", path + "partitions?tier=1h&limit=1&offset=1"), 200);
        exchanges.send(Request.of("GET " + path + "partitions", path + "partitions?tier=2h"), 400);
        exchanges.send(Request.of("GET " + path + "stats", path + "stats?pattern=raw.*"), 200);
        exchanges.send(Request.of("GET " + path + "stats", path + "stats?pattern="), 400);
        exchanges.send(Request.of("POST " + path + "retry", path + "retry?tier=1h"), 200);
        exchanges.send(Request.of("POST " + path + "retry", path + "retry?job=dance"), 400);
        String job = path + "jobs/settle/raw";
        exchanges.send(Request.json("PUT " + JOB, job, "{\"is_active\":true,\"max_attempts\":20}"), 200);
        exchanges.send(Request.json("PUT " + JOB, job, "{\"max_attempts\":0}"), 400);
        exchanges.send(Request.json("PUT " + JOB, path + "jobs/settle/1h", "{}"), 404);
        exchanges.send(Request.json("PUT " + JOB, job, TOO_LONG), 413);
        exchanges.send(new Request("PUT " + JOB, job, "x", "Content-Type", "text/csv"), 415);
        String put = "PUT " + WINDOWS + "/{name}";
        exchanges.send(Request.json(put, WINDOWS + "/nights", WINDOW), 200);
        exchanges.send(Request.json(put, WINDOWS + "/nights", "{\"effect\":\"only\"}"), 400);
        exchanges.send(Request.json(put, WINDOWS + "/nights", TOO_LONG), 413);
        exchanges.send(new Request(put, WINDOWS + "/nights", "x", "Content-Type", "text/csv"), 415);
        exchanges.send(Request.of("GET " + WINDOWS, WINDOWS), 200);
        exchanges.send(Request.of("DELETE " + WINDOWS + "/{name}", WINDOWS + "/nights"), 204);
        exchanges.send(Request.of("DELETE " + WINDOWS + "/{name}", WINDOWS + "/nights"), 404);
        String[] key = {"Idempotency-Key", "retry"};
        String maintain = "POST " + path + "maintain";
        exchanges.send(Request.of(maintain, path + "maintain"), 200);
        exchanges.send(Request.of(maintain, path + "maintain?fast=true"), 400);
        exchanges.send(new Request("POST " + path + "retry", path + "retry", null, key), 200);
        exchanges.send(new Request(maintain, path + "maintain", null, key), 409);
        exchanges.send(new Request("POST " + path + "retry", path + "retry?tier=1d", null, key), 409);
    }

    private static void retention(Exchanges exchanges) {
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
        exchanges.send(Request.json(put, path, TOO_LONG), 413);
        exchanges.send(new Request(put, path, "x", "Content-Type", "text/csv"), 415);
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

    private static void rollups(Exchanges exchanges) {
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
        exchanges.send(Request.json(put, path, TOO_LONG), 413);
        exchanges.send(new Request(put, path, "x", "Content-Type", "text/csv"), 415);
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
