package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.catalog.ValueKind;
import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.NaiveMovement;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** AGG10: every function does what the table in docs/aggregation.md says of it, points and minutes being gone. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComposabilityIT {

    private static final Path PAGE = Path.of("docs/aggregation.md");
    private static final Pattern NAME = Pattern.compile("`([a-z_0-9.]+)`");
    private static final Pattern PERCENT = Pattern.compile("within (\\d+) %.*");
    private static final Instant NOW = Instant.parse("2025-03-10T12:00:00Z");
    private static final long FROM = Fixture.micros("2025-01-03T00:00:00Z");
    private static final long TO = Fixture.micros("2025-02-05T00:00:00Z");
    private static final long WIDTH = 10 * Micros.DAY;
    private static final double FREQUENT = 7.25;

    private final RunningVarve varve;
    private final Fixture fixture;
    private final NaiveRollup oracle = new NaiveRollup();
    private final NavigableMap<Long, Double> points = new TreeMap<>();

    ComposabilityIT(TestDatabase database) {
        varve = RunningVarve.start(database, NOW);
        fixture = new Fixture(varve, database);
    }

    /** A row of the table. */
    private record Claim(String function, String together, String ofOne, boolean ofText) {

        @Override
        public String toString() {
            return function;
        }
    }

    @BeforeAll
    void points() {
        Random random = new Random(10);
        StringBuilder csv = new StringBuilder("time,value,key\n");
        for (int i = 0; i < 17_500; i++) {
            long at = Fixture.micros("2025-01-01T00:00:00Z") + i * 180L * Micros.SECOND + random.nextInt(150_000_000);
            double value = random.nextInt(4) == 0
                    ? FREQUENT
                    : Math.round(Math.exp(2 * random.nextGaussian()) * 1000) / 1000.0 - (i % 9 == 0 ? 5 : 0);
            points.put(at, value);
            oracle.put("m", at, -1 - i, value);
            csv.append("%s,%s,k%d\n".formatted(Micros.toInstant(at), value, i));
        }
        post("m", csv.toString());
        post("one", "time,value\n2025-03-05T01:02:03Z,4.5\n");
        fixture.point(
                fixture.series("note", Map.of(), null, "value", ValueKind.TEXT),
                "2025-03-05T00:00:30Z",
                fixture.text("calm"));
        for (int round = 1; round < 4; round++) {
            varve.bean(RefreshCycle.class).run(NOW.plusSeconds(120L * round));
        }
        new StoredProfiles(fixture.jdbc)
                .make("2025-03-10T10:00:00Z", List.of(fixture.series("note", Map.of(), null, "value", ValueKind.TEXT)));
        fixture.jdbc
                .sql("UPDATE rollup.floor SET position = '2025-03-01T00:00:00Z', generation = generation + 1"
                        + " WHERE layer_id IN (0, 1, 2)")
                .update();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void the_table_has_every_function_once() {
        assertThat(claims().map(Claim::function))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                AggregateFunction.named().stream().map(AggregateFunction::canonicalName),
                                Stream.of("p0.1", "p99.9"))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("claims")
    void buckets_are_put_together_as_the_table_says(Claim claim) {
        String[] asked = {
            "series=m",
            "interval=10d",
            "agg_func=" + claim.function(),
            "start_time=" + Micros.toInstant(FROM),
            "end_time=" + Micros.toInstant(TO),
            claim.function().equals("at") ? "fill=linear" : "fill=none"
        };
        boolean exact = claim.together().startsWith("exact");
        JsonNode answer = exact ? fixture.ask(ProfilesIT.with(asked, "exact=true")) : fixture.ask(asked);
        assertThat(answer.get("metadata").get("segments").toString()).doesNotContain("\"raw\"", "\"1m\"", "\"5m\"");
        assertThat(answer.get("metadata").get("exact").asBoolean()).isEqualTo(exact);
        double bound = 1e-9;
        if (!exact) {
            Matcher percent = PERCENT.matcher(claim.together());
            assertThat(percent.matches()).as(claim.together()).isTrue();
            bound = Double.parseDouble(percent.group(1)) / 100;
            assertThat(answer.get("metadata")
                            .get("error_bounds")
                            .get(claim.function())
                            .asDouble())
                    .isEqualTo(bound);
            fixture.refused(422, ProfilesIT.with(asked, "exact=true"));
        }
        assertThat(answer.get("results").size()).isEqualTo(4);
        for (JsonNode row : answer.get("results")) {
            check(claim.function(), Fixture.micros(row.get("bucket").asString()), row.get("value"), bound);
        }
    }

    private void check(String function, long bucket, JsonNode value, double bound) {
        Double expected = expected(function, bucket, Math.max(FROM, bucket), Math.min(TO, bucket + WIDTH));
        if (expected == null) {
            assertThat(value.isNull()).isTrue();
        } else if (function.startsWith("p") || function.equals("median")) {
            double slack = bound * Math.max(Math.abs(expected), Math.abs(value.asDouble())) + 1e-9;
            assertThat(value.asDouble()).isCloseTo(expected, within(slack));
        } else {
            assertThat(value.asDouble()).isCloseTo(expected, within(bound * (1 + Math.abs(expected))));
        }
    }

    /** Of all points of the range, one by one. */
    private @Nullable Double expected(String function, long bucket, long from, long to) {
        Summary summary = summary(from, to);
        return switch (function) {
            case "range" -> summary.max() - summary.min();
            case "count_rate" -> summary.count() * (double) Micros.SECOND / (to - from);
            case "cumulative" -> summary(FROM, to).sum();
            case "mode" -> FREQUENT;
            case "twa", "twa_linear", "delta", "increase", "rate" ->
                new NaiveMovement(points, from, to, false).of(function);
            case "at" -> bucket < FROM ? null : Double.valueOf(at(bucket));
            default -> summary.of(function);
        };
    }

    private Summary summary(long from, long to) {
        return Objects.requireNonNull(
                oracle.rollup((long any) -> 0L, from, to, key -> true).get(0L));
    }

    private double at(long time) {
        Map.Entry<Long, Double> before = Objects.requireNonNull(points.lowerEntry(time));
        Map.Entry<Long, Double> after = Objects.requireNonNull(points.ceilingEntry(time));
        double share = (double) (time - before.getKey()) / (after.getKey() - before.getKey());
        return before.getValue() + share * (after.getValue() - before.getValue());
    }

    @ParameterizedTest
    @MethodSource("claims")
    void one_point_comes_to_what_the_table_says(Claim claim) {
        String expected = claim.ofOne().replace("the value", "4.5");
        if (expected.isEmpty()) {
            return;
        }
        JsonNode value = fixture.ask(
                        "series=one",
                        "interval=day",
                        "agg_func=" + claim.function(),
                        "start_time=2025-03-05",
                        "end_time=2025-03-06")
                .get("results")
                .get(0)
                .get("value");
        if (expected.equals("null")) {
            assertThat(value.isNull()).isTrue();
        } else {
            assertThat(value.asDouble()).isEqualTo(Double.parseDouble(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("claims")
    void texts_have_the_functions_that_the_table_says(Claim claim) {
        HttpResponse<String> response = fixture.send(
                "series=note", "interval=day", "agg_func=" + claim.function(), "start_time=2025-03-05", "fill=null");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(claim.ofText() ? 200 : 400);
        if (!claim.ofText()) {
            assertThat(RunningVarve.json(response).get("parameter").asString()).isEqualTo("agg_func");
        }
    }

    /** The rows of the table, a claim for each function of a row; of quantiles those that are named. */
    static Stream<Claim> claims() {
        String page;
        try {
            page = Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.lines()
                .dropWhile(line -> !line.startsWith("## Functions"))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .flatMap(line -> {
                    String[] cells = Arrays.stream(line.split("\\|", -1))
                            .map(String::strip)
                            .toArray(String[]::new);
                    return names(cells[1]).stream()
                            .map(name -> new Claim(name, cells[3], cells[4], cells[5].equals("yes")));
                });
    }

    private static TreeSet<String> names(String cell) {
        TreeSet<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(cell);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }

    private void post(String series, String csv) {
        assertThat(varve.post("/api/points?series=" + series, "text/csv", csv).statusCode())
                .isEqualTo(200);
    }
}
