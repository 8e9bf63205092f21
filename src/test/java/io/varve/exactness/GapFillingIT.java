package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.NaiveRollup;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * The five ways to fill on the worked example and on real series with holes cut into them. {@code -Dvarve.docs.write=true} puts
 * figures and chart into docs/gap-filling.md and docs/fills.svg.
 */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GapFillingIT {

    private static final List<String> METHODS = List.of("linear", "previous", "next", "zero");
    private static final Path PAGE = Path.of("docs/gap-filling.md");
    private static final Path CHART = Path.of("docs/fills.svg");
    private static final boolean WRITES = Boolean.getBoolean("varve.docs.write");
    private static final long MINUTE = 60_000_000L;

    /** Minutes between points, by file. */
    private static final Map<String, Integer> FILES = new TreeMap<>(
            Map.of("ambient_temperature", 60, "nyc_taxi", 30, "traffic_speed_6005", 5, "twitter_volume_aapl", 5));

    private final RunningVarve varve;

    GapFillingIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2026-11-21T12:00:00Z"));
    }

    @BeforeAll
    void temperatures() {
        post(
                "series=temp",
                "time,value\n2025-01-01T10:00:00Z,20\n2025-01-01T10:05:00Z,21\n"
                        + "2025-01-01T10:15:00Z,23\n2025-01-01T10:20:00Z,24\n");
        refresh();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void tst3_gap16_all_methods_on_the_temperature_example_from_any_tier() throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("none", "20.0 21.0 23.0 24.0");
        expected.put("null", "20.0 21.0 null 23.0 24.0");
        expected.put("zero", "20.0 21.0 0.0 23.0 24.0");
        expected.put("previous", "20.0 21.0 21.0 23.0 24.0");
        expected.put("next", "20.0 21.0 23.0 23.0 24.0");
        expected.put("linear", "20.0 21.0 22.0 23.0 24.0");
        Map<String, List<JsonNode>> drawn = new LinkedHashMap<>();
        for (Map.Entry<String, String> method : expected.entrySet()) {
            String ask =
                    "series=temp&start_time=2025-01-01T10:00:00Z&end_time=2025-01-01T10:25:00Z&fill=" + method.getKey();
            List<JsonNode> fives = rows(ask + "&interval=5m");
            assertThat(values(fives)).isEqualTo(method.getValue());
            if (!method.getKey().equals("none")) {
                drawn.put(method.getKey(), fives);
                List<String> starts =
                        fives.stream().map(row -> row.get("bucket").asString()).toList();
                List<JsonNode> minutes = rows(ask + "&interval=1m").stream()
                        .filter(row -> starts.contains(row.get("bucket").asString()))
                        .toList();
                assertThat(values(minutes)).as("GAP16, %s", method.getKey()).isEqualTo(method.getValue());
            }
        }
        String chart = FillChart.of(drawn);
        if (WRITES) {
            Files.writeString(CHART, chart);
        }
        assertThat(Files.readString(CHART)).as("GAP15").isEqualTo(chart);
    }

    @Test
    void gap14_holes_in_real_series_are_filled_with_the_error_that_the_page_says() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Integer> file : FILES.entrySet()) {
            lines.add(line(file.getKey(), file.getValue()));
        }
        String page = Files.readString(PAGE);
        String table = String.join("\n", lines);
        if (WRITES) {
            page = page.replaceAll("(?m)(^\\| `(?:" + String.join("|", FILES.keySet()) + ")`.*\\n)+", table + "\n");
            Files.writeString(PAGE, page);
        }
        assertThat(page).contains(table);
    }

    /** GAP11: points that come when they will are in the bucket of their time, whatever the width. */
    @Test
    void gap11_jittered_points_are_aggregated_by_their_own_times() {
        Random random = new Random(11);
        NaiveRollup oracle = new NaiveRollup();
        StringBuilder csv = new StringBuilder("time,value\n");
        long at = NaiveRollup.micros(Instant.parse("2025-03-01T00:00:00Z"));
        for (int i = 0; i < 500; i++) {
            at += 1 + (long) (random.nextDouble() * (random.nextInt(20) == 0 ? 90 : 2) * MINUTE);
            double value = random.nextInt(1000) / 8.0;
            oracle.put("jitter", at, 0, value);
            csv.append(Answers.time(at)).append(',').append(value).append('\n');
        }
        post("series=jitter", csv.toString());
        long from = NaiveRollup.micros(Instant.parse("2025-03-01T00:07:31Z"));
        long to = NaiveRollup.micros(Instant.parse("2025-03-02T05:00:00Z"));
        for (int round = 0; round < 2; round++) {
            for (String interval : List.of("min", "90s", "hour", "day")) {
                new Answers(varve).check("jitter", interval, from, to, oracle.rollup(interval, from, to, key -> true));
            }
            refresh();
        }
    }

    private String line(String name, int minutes) throws IOException {
        long width = minutes * MINUTE;
        SortedMap<Long, Double> points = read(name);
        TreeMap<Long, List<Double>> buckets = new TreeMap<>();
        points.forEach(
                (time, value) -> buckets.computeIfAbsent(time - Math.floorMod(time, width), b -> new ArrayList<>())
                        .add(value));
        TreeMap<Long, Double> averages = new TreeMap<>();
        buckets.forEach((bucket, values) -> averages.put(
                bucket, values.stream().mapToDouble(Double::doubleValue).sum() / values.size()));
        TreeSet<Long> cut = cut(averages);
        StringBuilder csv = new StringBuilder("time,value\n");
        points.forEach((time, value) -> {
            if (!cut.contains(time - Math.floorMod(time, width))) {
                csv.append(Answers.time(time)).append(',').append(value).append('\n');
            }
        });
        post("series=holes." + name, csv.toString());
        refresh();
        TreeMap<Long, Double> left = new TreeMap<>(averages);
        left.keySet().removeAll(cut);
        StringBuilder line = new StringBuilder("| `%s` | %d min | %d |".formatted(name, minutes, cut.size()));
        for (String method : METHODS) {
            line.append(String.format(Locale.ROOT, " %.2f |", error(name, minutes, method, averages, left, cut)));
        }
        return line.toString();
    }

    /** Holes of up to twelve buckets, none at the ends. */
    private static TreeSet<Long> cut(TreeMap<Long, Double> averages) {
        Random random = new Random(14);
        List<Long> starts = List.copyOf(averages.keySet());
        TreeSet<Long> cut = new TreeSet<>();
        for (int hole = 0; hole < 40; hole++) {
            int first = 1 + random.nextInt(starts.size() - 20);
            int end = first + 1 + random.nextInt(12);
            for (int i = first; i < end; i++) {
                cut.add(starts.get(i));
            }
        }
        return cut;
    }

    /** Root of the mean square of what was filled less what was there. */
    private double error(
            String name,
            int minutes,
            String method,
            TreeMap<Long, Double> all,
            NavigableMap<Long, Double> left,
            TreeSet<Long> cut) {
        Map<Long, Double> filled = new TreeMap<>();
        for (JsonNode row : rows("series=holes.%s&interval=%dm&fill=%s&limit=100000&start_time=%s&end_time=%s"
                .formatted(name, minutes, method, Answers.time(all.firstKey()), Answers.time(all.lastKey())))) {
            long bucket = NaiveRollup.micros(Instant.parse(row.get("bucket").asString()));
            if (cut.contains(bucket)) {
                assertThat(row.get("filled").asBoolean()).isTrue();
                filled.put(bucket, row.get("value").asDouble());
            }
        }
        assertThat(filled.keySet()).isEqualTo(cut);
        double squares = 0;
        for (long bucket : cut) {
            double value = Objects.requireNonNull(filled.get(bucket));
            double expected = expected(method, left, bucket);
            assertThat(value).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
            squares += Math.pow(value - Objects.requireNonNull(all.get(bucket)), 2);
        }
        return Math.sqrt(squares / cut.size());
    }

    private static double expected(String method, NavigableMap<Long, Double> left, long bucket) {
        Map.Entry<Long, Double> before = left.lowerEntry(bucket);
        Map.Entry<Long, Double> after = left.higherEntry(bucket);
        return switch (method) {
            case "zero" -> 0;
            case "previous" -> before.getValue();
            case "next" -> after.getValue();
            default ->
                before.getValue()
                        + (after.getValue() - before.getValue())
                                * (bucket - before.getKey())
                                / (after.getKey() - before.getKey());
        };
    }

    /** Of one time the last line counts. */
    private static SortedMap<Long, Double> read(String name) throws IOException {
        SortedMap<Long, Double> points = new TreeMap<>();
        Files.readString(Path.of("src/test/resources/nab", name + ".csv"))
                .lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .forEach(line -> {
                    String[] cells = line.split(",");
                    points.put(
                            NaiveRollup.micros(Instant.parse(cells[0].replace(' ', 'T') + "Z")),
                            Double.valueOf(cells[1]));
                });
        return points;
    }

    private static String values(List<JsonNode> rows) {
        return String.join(
                " ", rows.stream().map(row -> row.get("value").toString()).toList());
    }

    private List<JsonNode> rows(String query) {
        HttpResponse<String> response = varve.get("/api/timeseries?" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> rows = new ArrayList<>();
        RunningVarve.json(response).get("results").forEach(rows::add);
        return rows;
    }

    private void post(String query, String csv) {
        HttpResponse<String> response = varve.post("/api/points?tz=UTC&" + query, "text/csv", csv);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private void refresh() {
        varve.clock().tick(Duration.ofSeconds(10));
        varve.bean(RefreshCycle.class).run(varve.clock().instant());
    }
}
