package io.varve.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a dashboard asks.
 *
 * @param series the parameters that say which series
 * @param seriesSql the same as a condition on the baseline's {@code series_id}
 * @param interval of the service
 * @param width the same as an interval of PostgreSQL
 * @param function avg or max
 * @param span how long before {@code end} the range begins
 */
record Question(
        String name,
        String series,
        String seriesSql,
        String interval,
        String width,
        String function,
        Duration span,
        Instant end) {

    private static final JsonMapper JSON = new JsonMapper();

    /** What the service's sessions have, for the baseline too. */
    private static final String WORK_MEM = "work_mem = '16MB'";

    private static final String JIT = "jit = off";

    /** One series of those named {@code bench.s..}. */
    static Question ofOne(String name, int series, String interval, String width, Duration span, Instant end) {
        return new Question(
                name, "series=" + Format.name(series), "series_id = " + series, interval, width, "avg", span, end);
    }

    /** The service's code gets faster for some thousand requests; only then figures of two services can be compared. */
    static void warmUp(Service service, List<Question> questions, double seconds) throws Exception {
        for (Question question : questions) {
            question.overHttp(service, seconds);
        }
    }

    Timing overHttp(Service service, double seconds) throws Exception {
        return Latency.of(Latency.get(service, "/api/timeseries" + parameters()), seconds);
    }

    /** The service's own statement, sent by hand in the way the service does. */
    Timing bySql(Service service, double seconds) throws Exception {
        JsonNode explained = explained(service);
        Prepared prepared = Prepared.of(explained.get("sql").asString());
        return Latency.of(
                Latency.query(
                        service.database(),
                        explained.get("plan_kept").asBoolean() ? prepared.keepingPlan() : prepared,
                        "plan_cache_mode = force_custom_plan",
                        "enable_mergejoin = off",
                        WORK_MEM,
                        JIT),
                seconds);
    }

    /** The same question to a plain table of points. */
    Timing overRows(Service service, String table, double seconds) throws Exception {
        return Latency.of(Latency.query(service.database(), Prepared.of(rowsSql(table)), WORK_MEM, JIT), seconds);
    }

    String sql(Service service) throws IOException {
        return explained(service).get("sql").asString();
    }

    private JsonNode explained(Service service) throws IOException {
        HttpConnection http = new HttpConnection(service.port());
        try (http) {
            return JSON.readTree(http.get("/api/timeseries/explain" + parameters()));
        }
    }

    private String rowsSql(String table) {
        return """
                SELECT rollup.bucket_start('%s'::interval, time) AS bucket, series_id, %s(value)
                FROM %s WHERE %s AND time >= '%s'::timestamptz AND time < '%s'::timestamptz GROUP BY 1, 2 ORDER BY 1, 2
                """.formatted(width, function, table, seriesSql, end.minus(span), end);
    }

    private String parameters() {
        return "?%s&interval=%s&agg_func=%s&start_time=%s&end_time=%s&limit=100000"
                .formatted(series, interval, function, end.minus(span), end);
    }
}
