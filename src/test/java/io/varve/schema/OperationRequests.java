package io.varve.schema;

import io.varve.schema.Exchanges.Request;
import java.util.List;
import java.util.stream.Stream;

/** What is asked of those who operate the service: jobs, windows of maintenance, reconciliation and backfills. */
final class OperationRequests {

    private static final String RECONCILE = "POST /api/operations/reconcile";
    private static final String JOB = "/api/operations/jobs/{job}/{tier}";
    private static final String WINDOWS = "/api/operations/maintenance-windows";
    private static final String WINDOW =
            "{\"effect\":\"only\",\"job\":\"backfill\",\"from_time\":\"01:00\",\"until_time\":\"05:00\",\"time_zone\":\"UTC\"}";
    private static final String BACKFILL = "/api/operations/backfill";

    private OperationRequests() {}

    static Stream<Request> minimal() {
        return Stream.of(
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
                Request.of("POST /api/operations/retry", "/api/operations/retry"));
    }

    static void play(Exchanges exchanges) {
        reconciliation(exchanges);
        backfill(exchanges);
        monitoring(exchanges);
        jobs(exchanges);
        windows(exchanges);
        atOnce(exchanges);
    }

    private static void reconciliation(Exchanges exchanges) {
        String path = "/api/operations/reconcile";
        String range = "\"from\":\"2025-01-06\",\"to\":\"2025-01-07\"";
        exchanges.send(Request.json(RECONCILE, path, "{" + range + "}"), 200);
        exchanges.send(Request.json(RECONCILE, path, "{" + range + ",\"series\":\"session.*\",\"repair\":true}"), 200);
        exchanges.send(Request.json(RECONCILE, path, "{}"), 400);
        exchanges.send(Request.json(RECONCILE, path, "{" + range + ",\"series\":\"nothing\"}"), 404);
        exchanges.send(Request.keyed(RECONCILE, path, "{" + range + "}"), 200);
        exchanges.send(Request.keyed(RECONCILE, path, "{" + range + ",\"repair\":true}"), 409);
        exchanges.refusesBodies(RECONCILE, path);
    }

    private static void backfill(Exchanges exchanges) {
        String begin = "POST " + BACKFILL;
        String get = "GET " + BACKFILL + "/{id}";
        String range = "{\"from\":\"2025-01-06\",\"to\":\"2025-01-07\"}";
        exchanges.send(Request.json(begin, BACKFILL, range), 202);
        exchanges.send(Request.json(begin, BACKFILL, "{\"series\":\"session.*\"}"), 202);
        exchanges.send(Request.json(begin, BACKFILL, "{}"), 400);
        exchanges.send(Request.json(begin, BACKFILL, "{\"series\":\"nothing\"}"), 404);
        exchanges.send(Request.keyed(begin, BACKFILL, range), 409);
        exchanges.refusesBodies(begin, BACKFILL);
        exchanges.send(Request.of("GET " + BACKFILL, BACKFILL + "?limit=1"), 200);
        exchanges.send(Request.of("GET " + BACKFILL, BACKFILL + "?limit=0"), 400);
        exchanges.send(Request.of(get, BACKFILL + "/1"), 200);
        exchanges.send(Request.of(get, BACKFILL + "/x"), 400);
        exchanges.send(Request.of(get, BACKFILL + "/999"), 404);
    }

    private static void monitoring(Exchanges exchanges) {
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
    }

    private static void jobs(Exchanges exchanges) {
        String job = "/api/operations/jobs/settle/raw";
        exchanges.send(Request.json("PUT " + JOB, job, "{\"is_active\":true,\"max_attempts\":20}"), 200);
        exchanges.send(Request.json("PUT " + JOB, job, "{\"max_attempts\":0}"), 400);
        exchanges.send(Request.json("PUT " + JOB, "/api/operations/jobs/settle/1h", "{}"), 404);
        exchanges.refusesBodies("PUT " + JOB, job);
    }

    private static void windows(Exchanges exchanges) {
        String put = "PUT " + WINDOWS + "/{name}";
        exchanges.send(Request.json(put, WINDOWS + "/nights", WINDOW), 200);
        exchanges.send(Request.json(put, WINDOWS + "/nights", "{\"effect\":\"only\"}"), 400);
        exchanges.refusesBodies(put, WINDOWS + "/nights");
        exchanges.send(Request.of("GET " + WINDOWS, WINDOWS), 200);
        exchanges.send(Request.of("DELETE " + WINDOWS + "/{name}", WINDOWS + "/nights"), 204);
        exchanges.send(Request.of("DELETE " + WINDOWS + "/{name}", WINDOWS + "/nights"), 404);
    }

    private static void atOnce(Exchanges exchanges) {
        String path = "/api/operations/";
        String[] key = {"Idempotency-Key", "retry"};
        String maintain = "POST " + path + "maintain";
        exchanges.send(Request.of(maintain, path + "maintain"), 200);
        exchanges.send(Request.of(maintain, path + "maintain?fast=true"), 400);
        exchanges.send(new Request("POST " + path + "retry", path + "retry", null, key), 200);
        exchanges.send(new Request(maintain, path + "maintain", null, key), 409);
        exchanges.send(new Request("POST " + path + "retry", path + "retry?tier=1d", null, key), 409);
    }
}
