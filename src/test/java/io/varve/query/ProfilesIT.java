package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.catalog.ValueKind;
import io.varve.rollup.RefreshCycle;
import io.varve.rollup.Tiers;
import io.varve.settle.SettleCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.NaiveCalendar;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Functions of all points together, told from profiles. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfilesIT {

    private static final Instant NOW = Instant.parse("2025-03-10T12:00:00Z");
    private static final long START = Fixture.micros("2025-02-20T00:00:10Z");
    private static final String[] QUANTILES = {
        "series=gauge", "agg_func=count,avg,max,median,p95,p99", "start_time=2025-02-20", "end_time=2025-03-10T11:30"
    };

    private final TestDatabase database;
    private final RunningVarve varve;
    private final Fixture fixture;
    private final NavigableMap<Long, Double> gauge = new TreeMap<>();

    ProfilesIT(TestDatabase database) {
        this.database = database;
        varve = RunningVarve.start(database, NOW, "varve.query.exact-points=2500");
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        Random random = new Random(11);
        StringBuilder csv = new StringBuilder("time,value,key\n");
        for (long at = START; at < Micros.of(NOW); at += (60 + random.nextInt(240)) * Micros.SECOND) {
            double value =
                    Math.round(Math.exp(2 * random.nextGaussian()) * 1000) / 1000.0 - (random.nextInt(9) == 0 ? 5 : 0);
            gauge.put(at, value);
            csv.append(Micros.toInstant(at))
                    .append(',')
                    .append(value)
                    .append(",k")
                    .append(random.nextInt(40))
                    .append('\n');
        }
        post("gauge", csv);
        StringBuilder visits = new StringBuilder("time,value,key,host\n");
        for (int i = 0; i < 8000; i++) {
            int visitor = i < 4000 ? i : i - 2000;
            visits.append(Micros.toInstant(START + i * 150 * Micros.SECOND))
                    .append(",1,v")
                    .append(visitor)
                    .append(i < 4000 ? ",a\n" : ",b\n");
        }
        post("visits", visits);
        int note = fixture.series("note", Map.of(), null, "value", ValueKind.TEXT);
        for (int i = 0; i < 30; i++) {
            fixture.point(note, START + i * 3600 * Micros.SECOND, 0, fixture.text(i % 3 == 1 ? "often" : "t" + i));
        }
        for (int round = 1; round < 4; round++) {
            varve.bean(RefreshCycle.class).run(NOW.plusSeconds(120L * round));
        }
        varve.bean(SettleCycle.class).runAll();
        new StoredProfiles(fixture.jdbc).make("2025-03-10T10:00:00Z", List.of(note));
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    /** TST9: a week's are those of hours merged twice. */
    @ParameterizedTest
    @CsvSource({
        "1d,UTC,profile_1d",
        "1w,UTC,profile_1w",
        "6h,UTC,profile_1h",
        "1mo,UTC,profile_1d",
        "1d,Asia/Kathmandu,profile_1h",
        "1d,America/Lima,profile_1h",
        "2d,Europe/Berlin,profile_1h"
    })
    void quantiles_of_many_points_are_within_a_percent(String interval, String zone, String resolution) {
        JsonNode answer = fixture.ask(with(QUANTILES, "interval=" + interval, "tz=" + zone));
        assertThat(answer.get("metadata").get("exact").asBoolean()).isFalse();
        assertThat(answer.get("metadata").get("error_bounds").toString())
                .isEqualTo("{\"median\":0.01,\"p95\":0.01,\"p99\":0.01}");
        assertThat(answer.get("metadata").get("segments").toString()).contains(resolution);
        check(answer, interval, zone, START - START % Micros.DAY, "UTC".equals(zone) ? 0 : offset(zone));
    }

    @Test
    void few_points_are_told_exactly_and_exact_insists_on_it() {
        String[] few = {"series=gauge", "agg_func=p95", "interval=day", "start_time=2025-03-01", "end_time=2025-03-03"};
        for (String exact : List.of("true", "false")) {
            JsonNode metadata = fixture.ask(with(few, "exact=" + exact)).get("metadata");
            assertThat(metadata.get("exact").asBoolean()).isTrue();
            assertThat(metadata.has("error_bounds")).isFalse();
            assertThat(metadata.get("segments").get(0).get("resolution").asString())
                    .isEqualTo("raw");
        }
        JsonNode problem = fixture.refused(422, with(QUANTILES, "exact=true"));
        assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:too-many-points");
        assertThat(fixture.refused(422, with(QUANTILES, "interval=10m"))
                        .get("limit")
                        .asInt())
                .isEqualTo(2500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"format=csv", "format=csv&limit=3", "format=ndjson", "format=ndjson&fill=null"})
    void lines_have_their_bounds_in_a_header(String how) {
        HttpResponse<String> lines = fixture.send(with(QUANTILES, ("interval=day&" + how).split("&")));
        assertThat(lines.headers().firstValue("Varve-Exact")).hasValue("false");
        assertThat(lines.headers().firstValue("Varve-Error-Bounds")).hasValue("median=0.01,p95=0.01,p99=0.01");
        String[] points = {"series=gauge", "agg_func=p95", "start_time=2025-03-01", "end_time=2025-03-02"};
        assertThat(fixture.send(with(points, how.split("&"))).headers().firstValue("Varve-Error-Bounds"))
                .isEmpty();
    }

    @Test
    void what_profiles_hold_counts_towards_what_may_be_read() {
        try (RunningVarve small =
                RunningVarve.start(database, NOW, "varve.query.exact-points=2500", "varve.query.max-read=3000")) {
            Fixture asking = new Fixture(small, database);
            JsonNode problem = asking.refused(422, with(QUANTILES, "interval=6h"));
            assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:too-much-to-read");
            String[] movement = {"series=gauge", "agg_func=twa", "start_time=2025-02-20", "end_time=2025-03-10T10:00"};
            assertThat(asking.ask(with(movement, "interval=6h")).get("results")).isNotEmpty();
        }
    }

    @Test
    void windows_fills_and_pages_are_of_the_same_values() {
        List<JsonNode> whole = rows(with(QUANTILES, "interval=day"));
        assertThat(paged(4, with(QUANTILES, "interval=day"))).isEqualTo(whole);
        assertThat(rows(with(QUANTILES, "interval=day", "fill=linear"))).isEqualTo(whole);
        assertThat(rows(with(QUANTILES, "interval=day", "group_by=series")).size())
                .isEqualTo(whole.size());
        JsonNode answer = fixture.ask(with(QUANTILES, "interval=day", "window=3d"));
        assertThat(answer.get("metadata").get("error_bounds").size()).isEqualTo(3);
        for (JsonNode row : answer.get("results")) {
            long end = Fixture.micros(row.get("bucket").asString());
            check(row.get("values"), values(end - 3 * Micros.DAY + 1, end + 1));
        }
        assertThat(fixture.explain(with(QUANTILES, "interval=day")).get("sql").asString())
                .contains("profile_1d", "rollup_1d");
    }

    /** The value that stands for a cell may be beyond them. */
    @Test
    void quantiles_are_not_beyond_the_smallest_and_the_largest_value() {
        int outermost = 0;
        for (JsonNode row : rows(with(QUANTILES, "interval=hour", "agg_func=min,max,p0.1,p99.9"))) {
            JsonNode values = row.get("values");
            double min = values.get("min").asDouble();
            double max = values.get("max").asDouble();
            assertThat(values.get("p0.1").asDouble()).isBetween(min, max);
            assertThat(values.get("p99.9").asDouble()).isBetween(min, max);
            outermost += min == values.get("p0.1").asDouble() ? 1 : 0;
        }
        assertThat(outermost).isPositive();
    }

    @Test
    void sources_are_counted_exactly_while_profiles_keep_all() {
        JsonNode answer = fixture.ask(with(QUANTILES, "interval=month", "agg_func=distinct"));
        assertThat(answer.get("metadata").get("exact").asBoolean()).isTrue();
        assertThat(answer.get("results").get(0).get("value").asLong()).isEqualTo(40);
        JsonNode many = fixture.ask(
                "series=visits", "agg_func=distinct", "interval=year", "start_time=2025-01-01", "end_time=2025-03-10");
        assertThat(many.get("metadata").get("error_bounds").toString()).isEqualTo("{\"distinct\":0.03}");
        assertThat(many.get("results").get(0).get("value").asDouble()).isCloseTo(6000, within(180.0));
    }

    @Test
    void the_most_frequent_text_is_exact_and_the_most_frequent_number_that_of_its_cell() {
        TimeseriesQuery query =
                query("series=note", "agg_func=mode,count,distinct", "interval=month", "start_time=2025-02-01");
        Timeseries.Outcome outcome = varve.bean(Timeseries.class).answer(query.beyondPoints(), Fixture.IN_PAGE);
        Answer.Metadata metadata = AnswerBuilder.metadata(outcome.prepared(), outcome.page());
        assertThat(metadata.exact()).isTrue();
        Partial partial = outcome.page().rows().get(0).cells().get(0).partial();
        assertThat(Objects.requireNonNull(partial.value(AggregateFunction.MODE)).intValue())
                .isEqualTo(fixture.text("often"));
        JsonNode mode = fixture.ask(with(QUANTILES, "interval=year", "agg_func=mode,distinct"));
        assertThat(mode.get("metadata").get("error_bounds").toString()).isEqualTo("{\"mode\":0.01}");
    }

    /** Averages weighted by time and what counters grew by are the same as from the points themselves. */
    @ParameterizedTest
    @CsvSource({"hour,UTC", "day,UTC", "day,Asia/Kathmandu", "week,UTC", "5h,UTC", "month,UTC"})
    void movement_is_that_of_the_points(String interval, String zone) {
        Random random = new Random(interval.length());
        for (int i = 0; i < 3; i++) {
            long from = START + random.nextInt(10 * 86_400) * Micros.SECOND;
            TimeseriesQuery query = query(
                    // Two hosts, each followed by itself.
                    i == 2 ? "series=visits" : "series=gauge",
                    "agg_func=twa,twa_linear,increase,rate,delta,range,first,last",
                    "interval=" + interval,
                    "tz=" + zone,
                    "start_time=" + Micros.toInstant(from),
                    "end_time=" + Micros.toInstant(from + random.nextInt(4 * 86_400) * Micros.SECOND));
            Timeseries timeseries = varve.bean(Timeseries.class);
            Timeseries.Outcome exact = timeseries.answer(query, Fixture.IN_PAGE);
            Timeseries.Outcome told = timeseries.answer(query.beyondPoints(), Fixture.IN_PAGE);
            assertThat(told.prepared().isExact()).isTrue();
            assertThat(told.page().rows()).hasSameSizeAs(exact.page().rows());
            for (int row = 0; row < exact.page().rows().size(); row++) {
                for (AggregateFunction function : query.functions()) {
                    Number expected =
                            exact.page().rows().get(row).cells().get(0).value(function);
                    Number actual = told.page().rows().get(row).cells().get(0).value(function);
                    if (expected == null) {
                        assertThat(actual).isNull();
                    } else {
                        assertThat(Objects.requireNonNull(actual).doubleValue())
                                .as(function.canonicalName())
                                .isCloseTo(
                                        expected.doubleValue(), within(1e-9 * (1 + Math.abs(expected.doubleValue()))));
                    }
                }
            }
        }
    }

    /** What is out of date by the log of partials, or that of profiles alone, is read from finer profiles, at last from points. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalidation (tier_id, series_id, from_bucket, to_bucket, logged_at)"
                        + " SELECT 1, ?, timestamptz '2025-02-25T03:10Z', timestamptz '2025-02-25T03:11Z', now()",
                "profile_invalidation (tier_id, series_id, from_bucket, to_bucket, logged_at)"
                        + " SELECT 3, ?, timestamptz '2025-02-25T03:00Z', timestamptz '2025-02-25T04:00Z', now()"
            })
    void profiles_that_are_out_of_date_are_not_read(String entry) {
        int series = fixture.series("gauge");
        fixture.jdbc.sql("INSERT INTO rollup." + entry).param(series).update();
        for (String spoilt : List.of("gold.profile_1h|hour", "platinum.profile_1d|day", "platinum.profile_1w|week")) {
            String[] parts = spoilt.split("\\|", -1);
            fixture.jdbc
                    .sql("UPDATE " + parts[0]
                            + " SET keys = '{1}', counts = '{1000}', value_max = 1e9 WHERE series_id = ?"
                            + " AND bucket = date_trunc(?, timestamptz '2025-02-25T03:10:00Z', 'UTC')")
                    .params(series, parts[1])
                    .update();
        }
        try {
            check(fixture.ask(with(QUANTILES, "interval=day")), "1d", "UTC", START - START % Micros.DAY, 0);
            check(fixture.ask(with(QUANTILES, "interval=week")), "1w", "UTC", START - START % Micros.DAY, 0);
        } finally {
            fixture.jdbc.sql("DELETE FROM rollup.invalidation").update();
            fixture.jdbc.sql("DELETE FROM rollup.profile_invalidation").update();
            remake();
        }
    }

    /** Hours of February are gone, their points are not: no hour of such a day is read, whichever of its hours is out of date. */
    @Test
    void days_that_are_out_of_date_are_read_from_points_where_hours_are_gone() {
        floor(3, "2025-03-01T00:00:00Z");
        fixture.jdbc
                .sql("DELETE FROM gold.profile_1h WHERE bucket < '2025-03-01Z'")
                .update();
        fixture.invalidate(
                1,
                fixture.series("gauge"),
                Fixture.micros("2025-02-25T03:10:00Z"),
                Fixture.micros("2025-02-25T03:11:00Z"));
        try {
            check(fixture.ask(with(QUANTILES, "interval=day")), "1d", "UTC", START - START % Micros.DAY, 0);
        } finally {
            fixture.jdbc.sql("DELETE FROM rollup.invalidation").update();
            floor(3, "-infinity");
            remake();
        }
    }

    private void remake() {
        new StoredProfiles(fixture.jdbc)
                .make("2025-03-10T10:00:00Z", List.of(fixture.series("note", Map.of(), null, "value", ValueKind.TEXT)));
    }

    /** Of texts that are not among the most frequent of their bucket nobody knows how many there are. */
    @Test
    void the_most_frequent_text_is_not_called_exact_where_texts_are_missing() {
        int note = fixture.series("note", Map.of(), null, "value", ValueKind.TEXT);
        String more = "UPDATE gold.profile_1h SET point_count = point_count + ? WHERE series_id = ?";
        fixture.jdbc.sql(more).params(1, note).update();
        try {
            TimeseriesQuery query = query("series=note", "agg_func=mode,count", "interval=6h", "start_time=2025-02-01");
            Timeseries.Outcome outcome = varve.bean(Timeseries.class).answer(query.beyondPoints(), Fixture.IN_PAGE);
            Answer.Metadata metadata = AnswerBuilder.metadata(outcome.prepared(), outcome.page());
            assertThat(metadata.exact()).isFalse();
            assertThat(metadata.errorBounds()).containsEntry("mode", null);
        } finally {
            fixture.jdbc.sql(more).params(-1, note).update();
        }
    }

    /** Neither points nor profiles: what there was is not known, though partials of it may be kept. */
    @Test
    void what_was_removed_before_there_were_profiles_is_refused() {
        floor("2025-03-05T00:00:00Z");
        try {
            fixture.jdbc
                    .sql("UPDATE rollup.profile SET begins = least(timestamptz '2025-03-03T00:00:00Z', position)")
                    .update();
            varve.bean(Tiers.class).current();
            JsonNode problem = fixture.refused(400, with(QUANTILES, "interval=day"));
            assertThat(problem.get("parameter").asString()).isEqualTo("start_time");
            assertThat(problem.get("detail").asString()).contains("to 2025-03-03T00:00:00Z");
        } finally {
            fixture.jdbc.sql("UPDATE rollup.profile SET begins = '-infinity'").update();
            varve.bean(Tiers.class).current();
            floor("-infinity");
        }
    }

    /** Points before 5 March count as gone: quantiles outlive them, and so does what went on from point to point. */
    @Test
    void profiles_outlive_raw() {
        floor("2025-03-05T00:00:00Z");
        try {
            JsonNode whole = fixture.ask(with(QUANTILES, "interval=day"));
            check(whole, "1d", "UTC", START - START % Micros.DAY, 0);
            assertThat(whole.get("metadata").get("segments").toString()).doesNotContain("\"2025-03-04");
            String[] few = {"series=gauge", "interval=1h", "start_time=2025-02-21T10:20", "end_time=2025-02-21T12:00"};
            JsonNode metadata = fixture.ask(with(few, "agg_func=p95")).get("metadata");
            assertThat(metadata.get("exact").asBoolean()).isFalse();
            assertThat(metadata.get("error_bounds").toString()).isEqualTo("{\"p95\":0.01}");
            assertThat(metadata.get("segments").get(0).toString())
                    .isEqualTo(
                            "{\"from\":\"2025-02-21T10:00:00Z\",\"to\":\"2025-02-21T11:00:00Z\",\"resolution\":\"profile_1h\"}");
            assertThat(fixture.refused(422, with(few, "agg_func=p95", "exact=true"))
                            .get("detail")
                            .asString())
                    .contains("2025-03-05");
            String[] movement = with(few, "agg_func=twa,increase", "start_time=2025-02-21T10:00", "exact=true");
            JsonNode known = fixture.ask(movement);
            assertThat(known.get("metadata").get("exact").asBoolean()).isTrue();
            fixture.invalidate(
                    1,
                    fixture.series("gauge"),
                    Fixture.micros("2025-02-21T10:10:00Z"),
                    Fixture.micros("2025-02-21T10:11:00Z"));
            assertThat(fixture.ask(movement).get("results")).isEqualTo(known.get("results"));
            lateInBetween(movement);
        } finally {
            fixture.jdbc.sql("DELETE FROM rollup.invalidation").update();
            floor("-infinity");
        }
    }

    /** A point that came in between points that are gone takes away what went on from point to point. */
    private void lateInBetween(String... movement) {
        String spoil =
                "UPDATE gold.profile_1h SET increase = %s, step_area = %s, line_area = %s WHERE bucket = '2025-02-21T10:00:00Z'";
        fixture.jdbc
                .sql("CREATE TABLE public.kept AS SELECT * FROM gold.profile_1h WHERE bucket = '2025-02-21T10:00:00Z'")
                .update();
        fixture.jdbc.sql(spoil.formatted("NULL", "NULL", "NULL")).update();
        try {
            fixture.refused(422, movement);
            JsonNode answer = fixture.ask(with(movement, "exact=false"));
            assertThat(answer.get("results").get(0).get("values").toString())
                    .isEqualTo("{\"twa\":null,\"increase\":null}");
            assertThat(answer.get("metadata").get("exact").asBoolean()).isFalse();
            assertThat(answer.get("metadata").get("warnings").toString()).contains("nobody knows");
        } finally {
            fixture.jdbc
                    .sql("DELETE FROM gold.profile_1h WHERE bucket = '2025-02-21T10:00:00Z'")
                    .update();
            fixture.jdbc
                    .sql("INSERT INTO gold.profile_1h SELECT * FROM public.kept")
                    .update();
        }
    }

    private void floor(String position) {
        floor(0, position);
    }

    private void floor(int layer, String position) {
        fixture.jdbc
                .sql(
                        "UPDATE rollup.floor SET position = ?::timestamptz, generation = generation + 1 WHERE layer_id = ?")
                .params(position, layer)
                .update();
    }

    private void check(JsonNode answer, String interval, String zone, long from, long shift) {
        TreeSet<Long> starts = new NaiveCalendar(interval, ZoneId.of(zone), null)
                .starts(from + shift, Fixture.micros("2025-03-10T11:30:00Z") + shift);
        Map<Long, List<Double>> buckets = new TreeMap<>();
        gauge.subMap(from + shift, Fixture.micros("2025-03-10T11:30:00Z") + shift)
                .forEach((time, value) -> buckets.computeIfAbsent(
                                Objects.requireNonNull(starts.floor(time)), start -> new ArrayList<>())
                        .add(value));
        assertThat(answer.get("results").size()).isEqualTo(buckets.size());
        for (JsonNode row : answer.get("results")) {
            check(
                    row.get("values"),
                    Objects.requireNonNull(
                                    buckets.get(Fixture.micros(row.get("bucket").asString())))
                            .stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray());
        }
    }

    private double[] values(long from, long to) {
        return gauge.subMap(from, to).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static void check(JsonNode values, double[] points) {
        double[] sorted = points.clone();
        Arrays.sort(sorted);
        assertThat(values.get("count").asInt()).isEqualTo(sorted.length);
        assertThat(values.get("avg").asDouble())
                .isCloseTo(Arrays.stream(points).average().orElseThrow(), within(1e-9));
        assertThat(values.get("max").asDouble()).isEqualTo(sorted[sorted.length - 1]);
        Map<String, Double> fractions = new HashMap<>(Map.of("median", 0.5, "p95", 0.95, "p99", 0.99));
        fractions.forEach((name, fraction) -> {
            double place = fraction * (sorted.length - 1);
            double below = sorted[(int) Math.floor(place)];
            double above = sorted[(int) Math.ceil(place)];
            double share = place - Math.floor(place);
            assertThat(values.get(name).asDouble())
                    .as(name)
                    .isCloseTo(
                            below + share * (above - below),
                            within(0.01 * ((1 - share) * Math.abs(below) + share * Math.abs(above)) + 1e-12));
        });
    }

    /** The start and end of the range are on the zone's clocks. */
    private static long offset(String zone) {
        return -ZoneId.of(zone).getRules().getOffset(NOW).getTotalSeconds() * Micros.SECOND;
    }

    private List<JsonNode> rows(String... parameters) {
        List<JsonNode> rows = new ArrayList<>();
        fixture.ask(parameters).get("results").forEach(rows::add);
        return rows;
    }

    private List<JsonNode> paged(int size, String... parameters) {
        List<JsonNode> rows = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode answer = fixture.ask(with(
                    parameters,
                    cursor == null
                            ? new String[] {"limit=" + size}
                            : new String[] {"limit=" + size, "cursor=" + cursor}));
            answer.get("results").forEach(rows::add);
            cursor = answer.get("metadata").get("next").asString(null);
        } while (cursor != null);
        return rows;
    }

    private TimeseriesQuery query(String... parameters) {
        return query(varve, parameters);
    }

    static TimeseriesQuery query(RunningVarve varve, String... parameters) {
        return varve.bean(QueryReader.class).read(parameters(parameters));
    }

    /** As a request with these would have them. */
    private static TimeseriesParameters parameters(String... parameters) {
        Map<String, String> given = new HashMap<>();
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            given.put(parameter.substring(0, equals).replace("_", ""), parameter.substring(equals + 1));
        }
        Object[] values = Arrays.stream(TimeseriesParameters.class.getRecordComponents())
                .map(component -> given.get(component.getName().toLowerCase(Locale.ROOT)))
                .toArray();
        try {
            return (TimeseriesParameters) TimeseriesParameters.class.getDeclaredConstructors()[0].newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void post(String series, StringBuilder csv) {
        assertThat(varve.post("/api/points?series=" + series, "text/csv", csv.toString())
                        .statusCode())
                .isEqualTo(200);
    }

    /** The later of two of one name counts. */
    static String[] with(String[] parameters, String... more) {
        List<String> all = new ArrayList<>(List.of(parameters));
        for (String one : more) {
            all.removeIf(other -> other.startsWith(one.substring(0, one.indexOf('=') + 1)));
            all.add(one);
        }
        return all.toArray(String[]::new);
    }
}
