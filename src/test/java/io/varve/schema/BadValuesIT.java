package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.schema.Contract.Operation;
import io.varve.schema.Exchanges.Request;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Every parameter of every operation of the contract, with values it does not take: each is a 400 that names it. What
 * cannot be the name of anything in a path may be a 404.
 */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadValuesIT {

    private static final String LONG = "x".repeat(256);
    private static final List<String> UUIDS = List.of("", "x", "1", "d38834e0-fe46-4bf9-831d", "\u0000");
    private static final List<String> TIMES = List.of(
            "",
            "yesterday",
            "2025-02-30",
            "1899-12-31",
            "2200-01-02",
            "99999999999999999",
            "now-",
            "now-1x",
            "now-999999999y",
            "2025-01-01T25:00:00Z",
            "2025-01-01T00:00:00+99:00",
            "\u0000");
    private static final List<String> NUMBERS =
            List.of("", "0", "-1", "x", "1.5", "1e3", "99999999999999999999", "\u0661");
    private static final List<String> LENGTHS =
            List.of("", "x", "0s", "-5m", "m", "99999999999999999999s", "5 parsecs", "P", "\u0000");
    private static final List<String> BOOLEANS = List.of("", "yes", "1", "truee");
    private static final List<String> ZONES = List.of("", "Mars/Phobos", "+25:00", "\u0000");

    /** By name, or by operation and name where values differ. */
    private static final Map<String, List<String>> BAD = Map.ofEntries(
            Map.entry("series", List.of("", ",", "a,,b", "^a", "^($", "^[$", LONG, "a\u0000b")),
            Map.entry("POST /api/points series", List.of("", "x", LONG)),
            Map.entry("user_id", UUIDS),
            Map.entry("session_id", UUIDS),
            Map.entry("tags", List.of("", "host", ":a", ",", "host:a,", "host:a,host:b")),
            Map.entry("interval", with(LENGTHS, "fortnight", "1.5h", "301y", "1ms", "raww")),
            Map.entry("tz", ZONES),
            Map.entry("origin", with(TIMES, "now", "now-1d")),
            Map.entry("window", with(LENGTHS, "301y", "1ms", "auto")),
            Map.entry("start_time", TIMES),
            Map.entry("end_time", TIMES),
            Map.entry("agg_func", List.of("", ",", "avg,", "middle", "p100", "p0", "p-1", "p99.99", "avg;", "\u0000")),
            Map.entry("range", List.of("", "x", "1d", "24", "7", "30days", "now-7d", "\u0000")),
            Map.entry("exact", BOOLEANS),
            Map.entry("group_by", List.of("", "a,,b", ",", LONG, names(65))),
            Map.entry("fill", List.of("", "up", "previous,next")),
            Map.entry("fill_limit", with(NUMBERS, "10001")),
            Map.entry("order", List.of("", "up", "asc,desc")),
            Map.entry("limit", with(NUMBERS, "1001")),
            Map.entry("GET /api/timeseries limit", with(NUMBERS, "100001")),
            Map.entry("GET /api/timeseries/gaps limit", with(NUMBERS, "100001")),
            Map.entry("GET /api/timeseries/explain limit", with(NUMBERS, "100001")),
            Map.entry("offset", List.of("", "-1", "x", "1.5", "2147483648", "99999999999999999999")),
            Map.entry("GET /api/timeseries/compare offset", with(LENGTHS, "1.5y", "301y")),
            Map.entry("cursor", List.of("", "x", "%%%", "AAAA", "\u0000", "-1", LONG)),
            Map.entry("format", List.of("", "xml", "json,csv")),
            Map.entry("timeout", with(LENGTHS, "0ms", "1d", "1mo")),
            Map.entry("top", with(NUMBERS, "101")),
            Map.entry("GET /api/timeseries/peaks top", with(NUMBERS, "100001")),
            Map.entry("bottom", with(NUMBERS, "101")),
            Map.entry("by", List.of("", "mode", "rate", "cumulative", "x", "sum,max")),
            Map.entry("GET /api/timeseries/peaks by", List.of("", "x", "hour_of_day,month_of_year")),
            Map.entry("expected_interval", with(LENGTHS, "1mo")),
            Map.entry("tolerance", List.of("", "x", "-1", "101", "NaN", "Infinity", "1e999")),
            Map.entry("bins", with(NUMBERS, "1000001")),
            Map.entry("bin_width", List.of("", "0", "-1", "x", "NaN", "Infinity", "1e999")),
            Map.entry("dry_run", BOOLEANS),
            Map.entry("partial", BOOLEANS),
            Map.entry("PUT /api/operations/jobs/{job}/{tier} job", List.of("dance")),
            Map.entry("PUT /api/operations/jobs/{job}/{tier} tier", List.of("2m")),
            Map.entry("job", List.of("", "dance", "\u0000")),
            Map.entry("tier", List.of("", "2m", "\u0000")),
            Map.entry("outcome", List.of("", "maybe", "\u0000")),
            Map.entry("pattern", List.of("", "%", "a b", "\u0000")),
            Map.entry("prefix", List.of("", LONG)),
            Map.entry("id", List.of("x", "-1", "1.5", "99999999999999999999")),
            Map.entry("name", List.of(LONG)),
            Map.entry("GET /api/metrictypes/{series} series", List.of(LONG)),
            Map.entry("PUT /api/metrictypes/{series} series", List.of(LONG)),
            Map.entry("DELETE /api/metrictypes/{series} series", List.of(LONG)),
            Map.entry("GET /api/sessions/{session_id} session_id", List.of("x", "1")),
            Map.entry("DELETE /api/sessions/{session_id} session_id", List.of("x", "1")),
            Map.entry("tag", List.of(LONG)),
            Map.entry("Idempotency-Key", List.of("", "x".repeat(300))));

    private static final int COMBINATIONS = 80;

    /** What goes by itself. */
    private static final Map<String, List<String>> GOOD = Map.ofEntries(
            Map.entry("series", List.of("x", "x,y.*", "^x$", "*")),
            Map.entry("session_id", List.of("d38834e0-fe46-4bf9-831d-2a39bd6ae4c7")),
            Map.entry("interval", List.of("1m", "7m", "1h", "day", "1mo", "raw", "auto")),
            Map.entry("tz", List.of("Asia/Kathmandu", "America/Sao_Paulo", "+05:30", "UTC")),
            Map.entry("origin", List.of("2025-01-01T00:07:00Z", "1999-12-31")),
            Map.entry("window", List.of("40s", "90m", "1d", "2mo")),
            Map.entry(
                    "agg_func",
                    List.of(
                            "avg",
                            "count,twa,rate",
                            "delta",
                            "cumulative,count_rate",
                            "p95,mode",
                            "at",
                            "distinct,last")),
            Map.entry("exact", List.of("true", "false")),
            Map.entry("group_by", List.of("series", "host", "user_id,host", "session_id")),
            Map.entry("fill", List.of("none", "null", "zero", "previous", "next", "linear", "default")),
            Map.entry("fill_limit", List.of("1", "10000")),
            Map.entry("order", List.of("asc", "desc")),
            Map.entry("limit", List.of("1", "1000")),
            Map.entry("format", List.of("json", "ndjson", "csv")),
            Map.entry("top", List.of("1", "100")),
            Map.entry("bottom", List.of("3")),
            Map.entry("by", List.of("sum", "median", "hour", "hour_of_week", "month_of_year")),
            Map.entry("offset", List.of("1d", "1y", "36h")),
            Map.entry("expected_interval", List.of("1m", "6h")),
            Map.entry("tolerance", List.of("0", "0.5")),
            Map.entry("bins", List.of("1", "1000")),
            Map.entry("bin_width", List.of("0.25")));

    /** A tag that is none of ours is one that does not match (RFC 9110). */
    private static final Set<String> NEVER_BAD = Set.of("If-None-Match");

    /** What else has to be there for the parameter to be looked at. */
    private static final Map<String, String> COMPANIONS = Map.of("fill_limit", "fill=null", "by", "top=1");

    private final RunningVarve varve;
    private final Exchanges exchanges;

    BadValuesIT(TestDatabase database) throws IOException {
        varve = RunningVarve.start(database, Instant.parse("2025-03-10T12:00:00Z"));
        exchanges = new Exchanges(Contract.load(), varve);
        varve.post(
                "/api/points",
                "application/json",
                "{\"points\":[{\"series\":\"x\",\"time\":\"2025-01-06T09:00:00Z\",\"value\":1}]}");
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    static Stream<String> parameters() throws IOException {
        return Contract.load().operations().stream()
                .filter(operation -> operation.path().startsWith("/api/"))
                .flatMap(operation -> operation.parameters().stream()
                        .map(BadValuesIT::name)
                        .filter(name -> !NEVER_BAD.contains(name))
                        .map(name -> operation.name() + " " + name));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void every_bad_value_is_a_400_that_names_the_parameter(String which) throws IOException {
        String name = which.substring(which.lastIndexOf(' ') + 1);
        Operation operation = Contract.load().operation(which.substring(0, which.lastIndexOf(' ')));
        JsonNode parameter = operation.parameters().stream()
                .filter(each -> name(each).equals(name))
                .findFirst()
                .orElseThrow();
        List<String> values = BAD.getOrDefault(which, BAD.getOrDefault(name, List.of()));
        assertThat(values).as("bad values of " + which).isNotEmpty();
        List<String> taken = new ArrayList<>();
        for (String value : values) {
            HttpResponse<String> answer = varve.send(request(operation, parameter, value));
            if (!refuses(answer, parameter)) {
                taken.add("'%s' -> %d %s".formatted(value, answer.statusCode(), answer.body()));
            }
        }
        assertThat(taken).isEmpty();
    }

    /** Whatever is asked for together, some of it bad, is answered or refused, never an error of ours. */
    @ParameterizedTest
    @ValueSource(strings = {"", "/explain", "/gaps", "/compare", "/peaks", "/histogram"})
    void any_combination_is_answered_or_refused(String of) throws IOException {
        Operation operation = Contract.load().operation("GET /api/timeseries" + of);
        Random random = new Random(of.hashCode());
        int answered = 0;
        for (int i = 0; i < COMBINATIONS; i++) {
            Map<String, String> chosen = new TreeMap<>(Map.of("start_time", "2025-01-05", "end_time", "2025-01-08"));
            for (JsonNode parameter : operation.parameters()) {
                String name = name(parameter);
                boolean needed = parameter.path("required").asBoolean();
                if (GOOD.containsKey(name) && (needed || random.nextInt(3) == 0)) {
                    List<String> from = random.nextInt(20) == 0 ? BAD.getOrDefault(name, List.of()) : GOOD.get(name);
                    from = from == null || from.isEmpty() ? List.of("") : from;
                    chosen.put(name, from.get(random.nextInt(from.size())));
                }
            }
            String path = "/api/timeseries" + of + "?"
                    + chosen.entrySet().stream()
                            .map(each ->
                                    each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&"));
            HttpResponse<String> answer = varve.get(path);
            assertThat(answer.statusCode()).as(path + " " + answer.body()).isIn(200, 400, 404, 422);
            answered += answer.statusCode() == 200 ? 1 : 0;
        }
        assertThat(answered).isPositive();
    }

    private static boolean refuses(HttpResponse<String> answer, JsonNode parameter) {
        if (answer.statusCode() == 404 && parameter.path("in").asString().equals("path")) {
            return true;
        }
        if (answer.statusCode() != 400
                || !answer.headers().firstValue("Content-Type").orElse("").equals("application/problem+json")) {
            return false;
        }
        JsonNode problem = RunningVarve.json(answer);
        return parameter.path("in").asString().equals("header")
                ? problem.path("detail").asString().contains(name(parameter))
                : problem.path("parameter").asString().equals(name(parameter));
    }

    private HttpRequest.Builder request(Operation operation, JsonNode parameter, String value) {
        Request good = ContractScenario.minimal()
                .filter(each -> each.operation().equals(operation.name()))
                .findFirst()
                .orElseThrow();
        String name = name(parameter);
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        return switch (parameter.path("in").asString()) {
            case "header" -> exchanges.builder(good).setHeader(name, value);
            case "path" ->
                exchanges.builder(new Request(
                        good.operation(),
                        operation.path().replace("{" + name + "}", encoded).replaceAll("\\{[a-z_]+}", "x"),
                        good.body(),
                        good.headers()));
            default ->
                exchanges.builder(new Request(
                        good.operation(), queried(good.path(), name, encoded, operation), good.body(), good.headers()));
        };
    }

    private static String queried(String path, String name, String value, Operation operation) {
        int mark = path.indexOf('?');
        String query = mark < 0 ? "" : path.substring(mark + 1);
        List<String> kept = Arrays.stream(query.split("&"))
                .filter(each -> !each.isEmpty() && !each.startsWith(name + "="))
                .collect(Collectors.toCollection(ArrayList::new));
        if (operation.name().matches("GET /api/timeseries(/explain|/compare)?") && COMPANIONS.containsKey(name)) {
            kept.add(COMPANIONS.get(name));
        }
        kept.add(name + "=" + value);
        return (mark < 0 ? path : path.substring(0, mark)) + "?" + String.join("&", kept);
    }

    private static String name(JsonNode parameter) {
        return parameter.path("name").asString();
    }

    private static List<String> with(List<String> some, String... more) {
        return Stream.concat(some.stream(), Arrays.stream(more)).toList();
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "t" + i).collect(Collectors.joining(","));
    }
}
