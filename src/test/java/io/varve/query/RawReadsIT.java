package io.varve.query;

import static io.varve.query.Fixture.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RawLog;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Points are the same wherever they are: in the log, in chunks, or in both with the log overriding. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawReadsIT {

    private static final long TEN = micros("2025-03-04T10:00:00Z");
    private static final long MINUTE = 60 * Micros.SECOND;
    private static final List<String> RANGES = List.of(
            "start_time=2025-03-04&end_time=2025-03-05",
            "start_time=2025-03-04T10:00:00Z&end_time=2025-03-04T11:00:00Z",
            "start_time=2025-03-04T10:30:10Z&end_time=2025-03-04T12:10:00.000001Z",
            "start_time=2025-03-04T11:14:00Z&end_time=2025-03-04T11:15:00Z",
            "start_time=2025-03-04T11:20:00Z&end_time=2025-03-04T11:20:00.000001Z");

    private final RunningVarve varve;
    private final Fixture fixture;

    /** What there should be: by time and key, in text. */
    private final Map<String, Double> points = new TreeMap<>();

    RawReadsIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-03-10T12:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    @AfterEach
    void clear() {
        RawLog.clear(fixture.jdbc);
        points.clear();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void hot_points_are_read_from_the_log() {
        write(0, 180, 3, 0.25, "");
        assertThat(chunks()).isZero();
        assertReads();
    }

    @Test
    void packed_points_are_read_from_chunks() {
        write(0, 180, 3, 0.25, "");
        settle();
        assertThat(chunks()).isEqualTo(3);
        assertReads();
    }

    @Test
    void irregular_wide_and_exact_values_are_read_from_chunks() {
        write(0, 60, 7, 1_000_000.5, "");
        write(61, 120, 11, Math.PI, "");
        put(TEN + 123_456, 1e-300, "");
        settle();
        assertReads();
    }

    @Test
    void a_packed_point_that_is_written_again_is_read_once_with_its_last_value() {
        write(0, 180, 3, 0.25, "");
        settle();
        write(0, 180, 21, -7, "");
        assertReads();
        settle();
        assertReads();
    }

    @Test
    void points_with_keys_stand_beside_those_without_at_the_same_time() {
        write(0, 180, 3, 0.25, "");
        settle();
        write(60, 90, 3, 100, "k");
        assertReads();
        settle();
        assertReads();
    }

    @Test
    void a_deleted_point_is_gone_from_log_and_chunk_and_can_come_back() {
        write(0, 180, 3, 0.25, "");
        settle();
        delete(70, 80);
        assertReads();
        settle();
        assertReads();
        write(72, 75, 3, 5, "");
        assertReads();
    }

    @Test
    void an_hour_of_which_all_points_are_deleted_is_empty() {
        write(0, 180, 3, 0.25, "");
        settle();
        delete(60, 120);
        assertReads();
        settle();
        assertThat(chunks()).isEqualTo(2);
        assertReads();
    }

    @Test
    void hot_packed_overwritten_and_deleted_points_mix() {
        write(0, 120, 3, 0.25, "");
        settle();
        write(30, 150, 6, -1, "");
        delete(45, 70);
        write(50, 55, 1, 9, "k");
        assertReads();
        settle();
        write(150, 180, 2, 3, "");
        delete(0, 10);
        assertReads();
    }

    /** Every {@code step} minutes, from one minute after ten to another. */
    private void write(int from, int to, int step, double value, String key) {
        StringBuilder body = new StringBuilder("{\"points\":[");
        for (int minute = from; minute < to; minute += step) {
            body.append(body.charAt(body.length() - 1) == '[' ? "" : ",").append(point(minute, value + minute, key));
        }
        post(body.append("]}").toString());
    }

    private String point(int minute, double value, String key) {
        return point(TEN + minute * MINUTE, value, key);
    }

    private String point(long time, double value, String key) {
        points.put(Micros.toInstant(time) + " " + key, value);
        return "{\"series\":\"m\",\"time\":\"%s\",\"value\":%s%s}"
                .formatted(Micros.toInstant(time), value, key.isEmpty() ? "" : ",\"key\":\"" + key + "\"");
    }

    private void put(long time, double value, String key) {
        post("{\"points\":[" + point(time, value, key) + "]}");
    }

    private void post(String body) {
        assertThat(varve.post("/api/points", "application/json", body).statusCode())
                .isEqualTo(200);
    }

    private void delete(int from, int to) {
        Instant start = Micros.toInstant(TEN + from * MINUTE);
        Instant end = Micros.toInstant(TEN + to * MINUTE);
        assertThat(varve.delete("/api/points?series=m&start_time=" + start + "&end_time=" + end)
                        .statusCode())
                .isEqualTo(200);
        points.keySet()
                .removeIf(point -> point.compareTo(start.toString()) >= 0 && point.compareTo(end.toString()) < 0);
    }

    private void settle() {
        RawLog.settle(fixture.jdbc);
        assertThat(fixture.jdbc
                        .sql("SELECT count(*) FROM raw.batch")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private int chunks() {
        return fixture.jdbc
                .sql("SELECT count(*) FROM raw.chunk")
                .query(Integer.class)
                .single();
    }

    /** Points by themselves, in one page and in many, and folded into buckets. */
    private void assertReads() {
        for (String range : RANGES) {
            List<String> expected = expected(range);
            String[] query = ("series=m&" + range).split("&");
            assertThat(read(query, 10_000)).as(range).isEqualTo(expected);
            assertThat(read(query, 7)).as(range).isEqualTo(expected);
            assertThat(counts(query)).as(range).isEqualTo(expected.size());
        }
    }

    private List<String> expected(String range) {
        String[] bounds = range.split("&");
        Instant from = instant(bounds[0].substring(bounds[0].indexOf('=') + 1));
        Instant to = instant(bounds[1].substring(bounds[1].indexOf('=') + 1));
        return points.entrySet().stream()
                .filter(point -> {
                    Instant time = Instant.parse(
                            point.getKey().substring(0, point.getKey().indexOf(' ')));
                    return !time.isBefore(from) && time.isBefore(to);
                })
                .map(point -> point.getKey().substring(0, point.getKey().indexOf(' ')) + " " + point.getValue())
                .sorted()
                .collect(Collectors.toList());
    }

    private static Instant instant(String text) {
        return Instant.parse(text.length() == 10 ? text + "T00:00:00Z" : text);
    }

    private List<String> read(String[] query, int limit) {
        List<String> read = new ArrayList<>();
        List<String> parameters = new ArrayList<>(List.of(query));
        parameters.addAll(List.of("interval=raw", "limit=" + limit));
        JsonNode answer = fixture.ask(parameters.toArray(String[]::new));
        while (true) {
            answer.get("results")
                    .forEach(row -> read.add(
                            row.get("time").asString() + " " + row.get("value").asDouble()));
            JsonNode next = answer.get("metadata").get("next");
            if (next.isNull()) {
                return read.stream().sorted().toList();
            }
            List<String> more = new ArrayList<>(parameters);
            more.add("cursor=" + next.asString());
            answer = fixture.ask(more.toArray(String[]::new));
        }
    }

    private long counts(String[] query) {
        List<String> parameters = new ArrayList<>(List.of(query));
        parameters.addAll(List.of("interval=5m", "agg_func=count,sum,first,last"));
        long count = 0;
        for (JsonNode row : fixture.ask(parameters.toArray(String[]::new)).get("results")) {
            count += row.get("values").get("count").asLong();
        }
        return count;
    }
}
