package io.varve.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** compare, peaks and histogram against oracles that look at all points. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnalysisIT {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private final RunningVarve varve;
    private final Map<Instant, Double> taxi = new TreeMap<>();

    AnalysisIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2026-11-21T12:00:00Z"));
    }

    @BeforeAll
    void points() throws IOException {
        String csv = Files.readString(Path.of("src/test/resources/nab/nyc_taxi.csv"));
        csv.lines().skip(1).forEach(line -> {
            String[] cells = line.split(",");
            taxi.put(Instant.parse(cells[0].replace(' ', 'T') + "Z"), Double.valueOf(cells[1]));
        });
        post("/api/points?tz=UTC&series=taxi", csv);
        StringBuilder days = new StringBuilder("time,value,shop\n");
        for (LocalDate day = LocalDate.of(2023, 1, 1); day.getYear() < 2026; day = day.plusDays(1)) {
            days.append(day).append("T10:00:00Z,").append(day.getYear() - 2000).append(",a\n");
            days.append(day).append("T11:30:00Z,").append(day.getDayOfYear()).append(",a\n");
        }
        days.append("2024-06-01T10:00:00Z,5,closed\n2025-06-01T10:00:00Z,7,opened\n");
        post("/api/points?tz=UTC&series=sales", days.toString());
        varve.post("/api/points", "application/json", """
                {"points":[{"series":"color","time":"2025-01-06T09:00:00Z","value":{"r":10,"g":1}},
                           {"series":"color","time":"2025-01-06T10:00:00Z","value":{"r":20,"g":2}},
                           {"series":"word","time":"2025-01-06T10:00:00Z","value":"a"}]}""");
        varve.bean(RefreshCycle.class).run(varve.clock().instant());
        // Late: in no tier yet.
        post("/api/points?tz=UTC&series=sales", "time,value,shop\n2024-03-05T23:00:00Z,1000,a\n");
    }

    private void post(String path, String csv) {
        HttpResponse<String> response = varve.post(path, "text/csv", csv);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void qry25_a_year_is_compared_with_the_one_before_in_less_than_a_second() {
        String[] asked = {
            "series=sales",
            "tags=shop:a",
            "interval=month",
            "agg_func=sum",
            "offset=1y",
            "start_time=2025-01-01",
            "end_time=2026-01-01"
        };
        ask("compare", asked);
        Instant before = Instant.now();
        JsonNode answer = ask("compare", asked);
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(1));

        assertThat(answer.get("results").size()).isEqualTo(12);
        for (JsonNode row : answer.get("results")) {
            LocalDate month = LocalDate.parse(row.get("bucket").asString().substring(0, 10));
            assertThat(row.get("previous_bucket").asString()).isEqualTo(month.minusYears(1) + "T00:00:00Z");
            double value = sales(month, month.plusMonths(1));
            double previous = sales(month.minusYears(1), month.minusYears(1).plusMonths(1));
            assertThat(row.get("value").asDouble()).isEqualTo(value);
            assertThat(row.get("previous").asDouble())
                    .as("%s, with the late point", month)
                    .isEqualTo(previous);
            assertThat(row.get("delta").asDouble()).isEqualTo(value - previous);
            assertThat(row.get("ratio").asDouble()).isEqualTo(value / previous);
        }
        assertThat(answer.get("metadata").get("previous_start_time").asString()).isEqualTo("2024-01-01T00:00:00Z");
        assertThat(answer.get("metadata").get("exact").asBoolean()).isTrue();
    }

    @Test
    void qry25_a_leap_day_is_compared_with_none_and_named_where_it_is_left_out() {
        JsonNode leap = ask(
                "compare",
                "series=sales",
                "tags=shop:a",
                "interval=day",
                "agg_func=sum,count",
                "offset=1y",
                "start_time=2024-02-28",
                "end_time=2024-03-02");
        assertThat(leap.get("results").size()).isEqualTo(3);
        JsonNode day = leap.get("results").get(1);
        assertThat(day.get("bucket").asString()).isEqualTo("2024-02-29T00:00:00Z");
        assertThat(day.get("previous_bucket").isNull()).isTrue();
        assertThat(day.get("values").get("sum").asDouble()).isEqualTo(84);
        assertThat(day.get("previous").get("sum").isNull()).isTrue();
        assertThat(leap.get("results").get(2).get("delta").toString()).isEqualTo("{\"sum\":2.0,\"count\":0}");
        assertThat(leap.get("metadata").get("unmatched").isEmpty()).isTrue();

        JsonNode after = ask(
                "compare",
                "series=sales",
                "tags=shop:a",
                "interval=day",
                "offset=1y",
                "order=desc",
                "start_time=2025-02-28",
                "end_time=2025-03-02");
        assertThat(after.get("metadata").get("unmatched").toString()).isEqualTo("[\"2024-02-29T00:00:00Z\"]");
        assertThat(after.get("results").get(0).get("bucket").asString()).isEqualTo("2025-03-01T00:00:00Z");
    }

    @Test
    void groups_of_one_period_only_have_null_in_the_other() {
        JsonNode rows = ask(
                        "compare",
                        "series=sales",
                        "interval=month",
                        "agg_func=max",
                        "offset=1y",
                        "group_by=shop",
                        "start_time=2025-06-01",
                        "end_time=2025-07-01")
                .get("results");
        assertThat(rows.toString())
                .contains(
                        "\"tags\":{\"shop\":\"closed\"},\"value\":null,\"previous\":5.0,\"delta\":null,\"ratio\":null")
                .contains("\"tags\":{\"shop\":\"opened\"},\"value\":7.0,\"previous\":null");
    }

    @Test
    void both_periods_are_filled() {
        JsonNode rows = ask(
                        "compare",
                        "series=sales",
                        "tags=shop:opened",
                        "interval=month",
                        "agg_func=sum",
                        "fill=zero",
                        "offset=1y",
                        "start_time=2025-05-01",
                        "end_time=2025-07-01")
                .get("results");
        assertThat(rows.size()).isEqualTo(2);
        assertThat(rows.get(0).get("filled").asBoolean()).isTrue();
        assertThat(rows.get(1).get("value").asDouble()).isEqualTo(7);
        assertThat(rows.get(1).get("previous").asDouble()).isZero();
        assertThat(rows.get(1).get("previous_filled").asBoolean()).isTrue();
        assertThat(rows.get(1).get("delta").asDouble()).isEqualTo(7);
        assertThat(rows.get(1).get("ratio").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"increase", "twa", "cumulative", "p90", "distinct", "last"})
    void any_function_is_compared_as_it_is_answered(String function) {
        String[] asked = {"series=taxi", "interval=day", "tz=America/New_York", "agg_func=" + function};
        JsonNode rows = ask("compare", with(asked, "offset=7d", "start_time=2014-11-01", "end_time=2014-11-04"))
                .get("results");
        JsonNode now = plain(with(asked, "start_time=2014-11-01", "end_time=2014-11-04"));
        JsonNode then = plain(with(asked, "start_time=2014-10-25", "end_time=2014-10-28"));
        assertThat(rows.size()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(rows.get(i).get("value")).isEqualTo(now.get(i).get("value"));
            assertThat(rows.get(i).get("previous")).isEqualTo(then.get(i).get("value"));
        }
    }

    @Test
    void fields_of_composites_are_compared_one_by_one() {
        assertThat(ask(
                                "compare",
                                "series=color",
                                "interval=hour",
                                "offset=1h",
                                "start_time=2025-01-06T10:00:00Z",
                                "end_time=2025-01-06T11:00:00Z")
                        .get("results")
                        .toString())
                .contains("\"value\":{\"g\":2.0,\"r\":20.0},\"previous\":{\"g\":1.0,\"r\":10.0}")
                .contains("\"delta\":{\"g\":1.0,\"r\":10.0},\"ratio\":{\"g\":2.0,\"r\":2.0}");
    }

    @Test
    void qry29_peaks_are_the_hours_with_most() {
        Map<Instant, Double> hours = new TreeMap<>();
        taxi.forEach((time, value) -> hours.merge(time.truncatedTo(ChronoUnit.HOURS), value, Double::sum));
        List<String> expected = hours.entrySet().stream()
                .sorted(Map.Entry.<Instant, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(5)
                .map(hour -> hour.getKey() + " " + hour.getValue())
                .toList();
        List<String> found = new ArrayList<>();
        ask("peaks", "series=taxi", "agg_func=sum", "by=hour", "top=5", "start_time=2014-01-01", "end_time=2016-01-01")
                .get("results")
                .forEach(row -> found.add(
                        row.get("bucket").asString() + " " + row.get("value").asDouble()));
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"avg,desc", "sum,asc", "p90,desc", "max,desc"})
    void qry29_peaks_of_the_week_on_the_clocks_of_a_zone(String function, String order) {
        Map<String, List<Double>> slots = taxi.entrySet().stream()
                .collect(Collectors.groupingBy(
                        point -> slot(point.getKey()), Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        Comparator<Double> by = Comparator.naturalOrder();
        List<Double> expected = slots.values().stream()
                .map(values -> of(function, values))
                .sorted(order.equals("desc") ? by.reversed() : by)
                .limit(12)
                .toList();
        JsonNode rows = ask(
                        "peaks",
                        "series=taxi",
                        "agg_func=" + function,
                        "by=hour_of_week",
                        "order=" + order,
                        "top=12",
                        "tz=America/New_York",
                        "start_time=2014-01-01",
                        "end_time=2016-01-01")
                .get("results");
        assertThat(rows.size()).isEqualTo(12);
        for (int i = 0; i < 12; i++) {
            JsonNode row = rows.get(i);
            assertThat(row.get("rank").asInt()).isEqualTo(i + 1);
            assertThat(row.get("value").asDouble()).isCloseTo(expected.get(i), within(1e-9 * expected.get(i)));
            String slot =
                    row.get("day_of_week").asString() + " " + row.get("hour").asInt();
            assertThat(of(function, slots.getOrDefault(slot, List.of())))
                    .as(slot)
                    .isCloseTo(row.get("value").asDouble(), within(1e-9 * expected.get(i)));
        }
    }

    @ParameterizedTest
    @CsvSource({"hour_of_day,24", "day_of_week,7", "month_of_year,7", "day,215", "week,31", "month,7"})
    void every_kind_of_peak_adds_up_to_the_whole(String by, int rows) {
        double sum = 0;
        JsonNode found = ask(
                        "peaks",
                        "series=taxi",
                        "agg_func=sum",
                        "by=" + by,
                        "top=1000",
                        "start_time=2014-01-01",
                        "end_time=2016-01-01")
                .get("results");
        for (JsonNode row : found) {
            sum += row.get("value").asDouble();
        }
        assertThat(found.size()).isEqualTo(rows);
        assertThat(sum)
                .isEqualTo(
                        taxi.values().stream().mapToDouble(Double::doubleValue).sum());
    }

    @ParameterizedTest
    @CsvSource({"bins=20", "bins=1", "bins=333", "bin_width=1000", "bin_width=2500.5"})
    void ana8_bins_count_all_points(String bins) {
        JsonNode row = ask("histogram", "series=taxi", bins, "start_time=2014-01-01", "end_time=2016-01-01")
                .get("results")
                .get(0);
        JsonNode found = row.get("bins");
        long counted = 0;
        for (int i = 0; i < found.size(); i++) {
            double from = found.get(i).get("from").asDouble();
            double to = found.get(i).get("to").asDouble();
            boolean last = i == found.size() - 1;
            long count = taxi.values().stream()
                    .filter(value -> value >= from && (last ? value <= to : value < to))
                    .count();
            assertThat(found.get(i).get("count").asLong())
                    .as(found.get(i).toString())
                    .isEqualTo(count);
            assertThat(i == 0 || found.get(i - 1).get("to").asDouble() == from).isTrue();
            counted += count;
        }
        assertThat(counted).isEqualTo(taxi.size()).isEqualTo(row.get("count").asLong());
    }

    @Test
    void ana8_groups_of_one_series_have_the_same_bins() {
        JsonNode rows = ask(
                        "histogram",
                        "series=sales,color",
                        "group_by=shop",
                        "bins=10",
                        "start_time=2024-01-01",
                        "end_time=2026-01-01")
                .get("results");
        assertThat(rows.size()).as("two fields, three shops").isEqualTo(5);
        assertThat(rows.get(0).get("field").asString()).isEqualTo("g");
        assertThat(rows.get(2).get("bins").get(0).get("from"))
                .isEqualTo(rows.get(3).get("bins").get(0).get("from"));
        assertThat(rows.get(3).get("count").asLong()).isEqualTo(1);
        assertThat(rows.get(3).get("bins").size())
                .isEqualTo(rows.get(2).get("bins").size());
    }

    @Test
    void nothing_is_an_empty_answer() {
        String[] empty = {"series=taxi", "start_time=2020-01-01", "end_time=2020-02-01"};
        for (String what : List.of("histogram", "peaks")) {
            assertThat(ask(what, empty).get("results").isEmpty()).isTrue();
        }
        assertThat(ask("compare", with(empty, "offset=1w", "interval=day"))
                        .get("results")
                        .isEmpty())
                .isTrue();
        assertThat(ask("peaks", "series=zz*").get("results").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "compare,interval=day,offset",
        "compare,offset=x,offset",
        "compare,offset=1d&interval=month,offset",
        "compare,offset=1d&interval=raw,interval",
        "compare,offset=1d&cursor=x,cursor",
        "compare,offset=1y&interval=1s,interval",
        "peaks,by=minute,by",
        "peaks,top=0,top",
        "peaks,order=up,order",
        "peaks,agg_func=mean,agg_func",
        "peaks,'agg_func=sum,avg',agg_func",
        "peaks,agg_func=twa&by=hour_of_day,agg_func",
        "histogram,bins=0,bins",
        "histogram,bin_width=-1,bin_width",
        "histogram,bin_width=0.01,bin_width",
        "histogram,bins=2&bin_width=1,bin_width",
        "histogram,agg_func=sum,agg_func",
        "histogram,series=word,agg_func"
    })
    void what_is_wrong_is_refused_by_name(String what, String parameters, String named) {
        String series = parameters.contains("series=") ? "" : "&series=taxi";
        String range = "&start_time=2014-07-01&end_time=2025-02-01";
        HttpResponse<String> response = varve.get("/api/timeseries/" + what + "?" + parameters + series + range);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(RunningVarve.json(response).get("parameter").asString()).isEqualTo(named);
    }

    private static double of(String function, List<Double> values) {
        return switch (function) {
            case "avg" -> values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
            case "sum" -> values.stream().mapToDouble(Double::doubleValue).sum();
            case "max" -> values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
            default -> {
                List<Double> sorted = values.stream().sorted().toList();
                double place = 0.9 * (sorted.size() - 1);
                double low = sorted.get((int) place);
                double high = sorted.get(Math.min(sorted.size() - 1, (int) place + 1));
                yield low + (high - low) * (place - (int) place);
            }
        };
    }

    private static String slot(Instant time) {
        ZonedDateTime local = time.atZone(NEW_YORK);
        DayOfWeek day = local.getDayOfWeek();
        return day.name().toLowerCase(Locale.ROOT) + " " + local.getHour();
    }

    private static double sales(LocalDate from, LocalDate to) {
        double sum = from.datesUntil(to)
                .mapToDouble(day -> day.getYear() - 2000 + day.getDayOfYear())
                .sum();
        LocalDate late = LocalDate.of(2024, 3, 5);
        return !late.isBefore(from) && late.isBefore(to) ? sum + 1000 : sum;
    }

    private JsonNode plain(String... parameters) {
        return send("/api/timeseries", parameters).get("results");
    }

    private JsonNode ask(String what, String... parameters) {
        return send("/api/timeseries/" + what, parameters);
    }

    private JsonNode send(String path, String... parameters) {
        String query = List.of(parameters).stream()
                .map(each -> each.substring(0, each.indexOf('=') + 1)
                        + URLEncoder.encode(each.substring(each.indexOf('=') + 1), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpResponse<String> response = varve.get(path + "?" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningVarve.json(response);
    }

    private static String[] with(String[] parameters, String... more) {
        List<String> all = new ArrayList<>(List.of(parameters));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
