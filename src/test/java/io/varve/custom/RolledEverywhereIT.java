package io.varve.custom;

import static io.varve.custom.Blog.FUNCTIONS;
import static io.varve.custom.Blog.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * QRY34: every way to ask is answered from a custom rollup, and the answer is that of the tiers and of all points, whatever is late, new
 * or deleted. That a rollup is what was read, shows where its rows are wrong.
 */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolledEverywhereIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant FROM = Instant.parse("2025-03-08T10:00:00Z");
    private static final Instant TO = Instant.parse("2025-03-10T09:40:00Z");

    private static final String RANGE =
            "series=blog.views&start_time=2025-03-08T10:20:00Z&end_time=2025-03-10T09:40:00Z";
    private static final String HOURS = RANGE + "&group_by=country&interval=1h&agg_func=";
    private static final String ALL = HOURS + FUNCTIONS;

    /** What a rollup answers, as a path, or the body of a batch. */
    private static final List<String> ASKED = List.of(
            "?" + ALL + "&fill=null",
            "?" + ALL + "&fill=zero&order=desc",
            "?" + ALL + "&fill=previous",
            "?" + HOURS + "avg,max&fill=next&fill_limit=2",
            "?" + HOURS + "avg,sum&fill=linear",
            "?" + HOURS + "count,sum&fill=previous&limit=17",
            "?" + HOURS + "cumulative",
            "?" + HOURS + "cumulative,count_rate&limit=30",
            "?" + RANGE + "&interval=6h&agg_func=sum,avg&fill=null",
            "?" + ALL + "&top=2&by=sum",
            "?" + ALL + "&bottom=1&by=avg",
            "?" + HOURS + "sum,last&top=2&by=stddev&fill=previous",
            "?" + HOURS + "sum,last&top=2&by=count&limit=20",
            "?" + ALL + "&format=ndjson",
            "?" + ALL + "&format=csv&order=desc",
            "?" + HOURS + "avg&fill=previous&format=ndjson",
            "?" + HOURS + "sum&top=1&by=max&format=csv",
            "?" + HOURS + "sum&fill=zero&top=2&format=csv",
            "/compare?" + HOURS + "sum,avg&offset=1d",
            "/compare?" + HOURS + "sum&offset=1d&fill=zero",
            "/peaks?" + RANGE + "&group_by=country&agg_func=sum&by=hour_of_day",
            "{\"queries\":["
                    + "{\"series\":\"blog.views\",\"group_by\":\"country\",\"interval\":\"1h\",\"agg_func\":\"sum,first\",\"start_time\":\"2025-03-08T10:20:00Z\",\"end_time\":\"2025-03-10T09:40:00Z\"},"
                    + "{\"series\":\"blog.views\",\"group_by\":\"country\",\"interval\":\"1h\",\"fill\":\"previous\",\"start_time\":\"2025-03-08T10:20:00Z\",\"end_time\":\"2025-03-10T09:40:00Z\"},"
                    + "{\"series\":\"blog.views\",\"group_by\":\"country\",\"interval\":\"6h\",\"top\":\"2\",\"by\":\"sum\",\"agg_func\":\"sum\",\"start_time\":\"2025-03-08T10:20:00Z\",\"end_time\":\"2025-03-10T09:40:00Z\"}]}");

    private final TestDatabase database;
    private final Blog blog;
    private final RunningVarve varve;

    /** By page and time. */
    private final Map<String, Point> points = new TreeMap<>();

    private record Point(int page, Instant time, double value) {

        String json() {
            return Blog.point(page, time, value);
        }

        String country() {
            return Blog.country(page);
        }
    }

    RolledEverywhereIT(TestDatabase database) {
        this.database = database;
        blog = new Blog(database, "0");
        varve = blog.varve;
        Random random = new Random(7);
        List<Point> first = new ArrayList<>();
        for (int page = 0; page < 30; page++) {
            for (int i = 0; i < 12; i++) {
                first.add(new Point(
                        page, NOW.minusSeconds(600L * (1 + random.nextInt(600))), random.nextInt(1000) / 8.0));
            }
        }
        post(first);
        blog.tiers();
        blog.create("by_country", Blog.BY_COUNTRY);
        blog.refresh();
    }

    @AfterAll
    void stop() {
        blog.close();
    }

    @Test
    void every_way_to_ask_has_the_same_answer_whatever_is_late_new_or_deleted() {
        same("settled");
        ASKED.forEach(this::reads);

        post(List.of(new Point(4, Instant.parse("2025-03-09T05:05:00Z"), 4000)));
        same("late, in the log of the tiers");
        varve.bean(RefreshCycle.class).run(NOW.plusSeconds(130));
        same("late, in the log of the rollup");
        blog.refresh();
        same("late, refreshed");

        post(List.of(
                new Point(90, Instant.parse("2025-03-08T10:25:00Z"), 77),
                new Point(91, Instant.parse("2025-03-10T09:30:00Z"), 1)));
        same("a new series");
        blog.tiers();
        same("a new series that the tiers have");
        blog.refresh();
        same("a new series that the rollup has");

        varve.delete(
                "/api/points?series=blog.views&tags=country:fr&start_time=2025-03-09T00:00:00Z&end_time=2025-03-09T12:00:00Z");
        points.values()
                .removeIf(point -> point.country().equals("fr")
                        && !point.time().isBefore(Instant.parse("2025-03-09T00:00:00Z"))
                        && point.time().isBefore(Instant.parse("2025-03-09T12:00:00Z")));
        same("deleted");
        blog.tiers();
        same("deleted, and the tiers know");
        blog.refresh();
        same("deleted, and the rollup knows");
        ASKED.forEach(this::reads);
    }

    @Test
    void one_that_is_dropped_behind_the_back_of_an_instance_is_not_missed_by_anyone() {
        blog.refresh();
        List<JsonNode> with = ASKED.stream().map(this::answer).toList();
        for (int i = 0; i < ASKED.size(); i++) {
            database.jdbc()
                    .sql("ALTER TABLE custom." + table() + " RENAME TO gone")
                    .update();
            // As an instance would know it.
            equal(ASKED.get(i), with.get(i), answer(ASKED.get(i)));
            database.jdbc().sql("ALTER TABLE custom.gone RENAME TO " + table()).update();
        }
    }

    @Test
    void what_a_range_is_filled_with_is_that_of_all_points() {
        blog.refresh();
        JsonNode filled = blog.ask(HOURS.replace("10:20:00", "10:00:00") + "count,sum,min,max&fill=null&limit=10000");
        assertThat(filled.get("metadata").get("segments").toString()).contains("by_country");
        int rows = 0;
        for (JsonNode row : filled.get("results")) {
            Instant hour = Instant.parse(row.get("bucket").asString());
            List<Double> values = points.values().stream()
                    .filter(point -> point.country()
                                    .equals(row.get("tags").get("country").asString())
                            && !point.time().isBefore(hour)
                            && point.time().isBefore(hour.plusSeconds(3600))
                            && point.time().isBefore(TO))
                    .map(Point::value)
                    .toList();
            JsonNode shown = row.get("values");
            assertThat(shown.get("count").asLong()).isEqualTo(values.size());
            if (!values.isEmpty()) {
                assertThat(shown.get("sum").asDouble())
                        .isEqualTo(values.stream().mapToDouble(value -> value).sum());
                assertThat(shown.get("min").asDouble())
                        .isEqualTo(
                                values.stream().min(Comparator.naturalOrder()).orElseThrow());
                assertThat(shown.get("max").asDouble())
                        .isEqualTo(
                                values.stream().max(Comparator.naturalOrder()).orElseThrow());
            }
            rows++;
        }
        assertThat(rows).isEqualTo(3 * 48);
        Map<String, Double> sums = points.values().stream()
                .filter(point -> !point.time().isBefore(FROM) && point.time().isBefore(TO))
                .collect(Collectors.groupingBy(Point::country, Collectors.summingDouble(Point::value)));
        List<String> first = sums.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(2)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        List<String> shown = new ArrayList<>();
        answer("?" + HOURS.replace("10:20:00", "10:00:00") + "sum&top=2&limit=10000")
                .get("results")
                .forEach(row -> shown.add(row.get("tags").get("country").asString()));
        assertThat(shown.stream().distinct().sorted().toList()).isEqualTo(first);
    }

    @Test
    void explain_names_it_for_what_is_filled_and_for_what_ranks() {
        blog.refresh();
        for (String asked : List.of(ALL + "&fill=previous", ALL + "&top=2&by=sum")) {
            JsonNode explained = blog.explain(asked);
            assertThat(explained.get("segments").toString()).as(asked).contains("by_country");
            assertThat(explained.get("sql").asString()).contains("custom.rollup_");
        }
    }

    /** With the rollup, and again as if it had made nothing yet. */
    private void same(String when) {
        List<JsonNode> with = ASKED.stream().map(this::answer).toList();
        List<JsonNode> without = hidden(() -> ASKED.stream().map(this::answer).toList());
        for (int i = 0; i < with.size(); i++) {
            equal(when + ": " + ASKED.get(i), with.get(i), without.get(i));
        }
    }

    private <T> T hidden(Supplier<T> work) {
        database.jdbc()
                .sql("CREATE TABLE public.kept AS SELECT rollup_id, position FROM rollup.custom")
                .update();
        database.jdbc().sql("UPDATE rollup.custom SET position = '-infinity'").update();
        blog.know();
        T result = work.get();
        database.jdbc()
                .sql(
                        "UPDATE rollup.custom AS c SET position = k.position FROM public.kept AS k WHERE k.rollup_id = c.rollup_id")
                .update();
        database.jdbc().sql("DROP TABLE public.kept").update();
        blog.know();
        return result;
    }

    /** Whether the answer is another one where the rollup's rows are. */
    private void reads(String asked) {
        JsonNode right = answer(asked);
        String change = "UPDATE custom." + table()
                + " SET value_sum = value_sum %1$s 1e6, value_min = value_min %1$s 1e6, value_max = value_max %1$s 1e6,"
                + " first_value = first_value %1$s 1e6, last_value = last_value %1$s 1e6, point_count = point_count %1$s 1000";
        database.jdbc().sql(change.formatted("+")).update();
        JsonNode wrong = answer(asked);
        database.jdbc().sql(change.formatted("-")).update();
        assertThat(wrong).as("answered from the rollup: %s", asked).isNotEqualTo(right);
    }

    private String table() {
        return "rollup_"
                + database.jdbc()
                        .sql("SELECT rollup_id FROM rollup.custom WHERE name = 'by_country'")
                        .query(Integer.class)
                        .single();
    }

    /** All that follows included. What says of where it is read is left out. */
    private JsonNode answer(String asked) {
        if (asked.startsWith("{")) {
            ObjectNode batch = (ObjectNode) json(varve.post("/api/timeseries/batch", "application/json", asked));
            batch.get("answers").forEach(RolledEverywhereIT::plain);
            return batch;
        }
        HttpResponse<String> sent = varve.get("/api/timeseries" + asked);
        if (asked.contains("format=")) {
            assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
            return JSON.valueToTree(sent.body().lines().toList());
        }
        JsonNode answer = json(sent);
        JsonNode next = answer.get("metadata").get("next");
        if (next != null && !next.isNull()) {
            ObjectNode both = JSON.createObjectNode();
            both.set("page", plain(answer));
            both.set("rest", answer(asked.replaceAll("&cursor=[^&]*", "") + "&cursor=" + next.asString()));
            return both;
        }
        return plain(answer);
    }

    private static JsonNode plain(JsonNode answer) {
        if (answer.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("segments", "next"));
        }
        return answer;
    }

    private void equal(String what, JsonNode one, JsonNode other) {
        assertThat(one.getNodeType()).as("%s: %s and %s", what, one, other).isEqualTo(other.getNodeType());
        if (one.isNumber()) {
            double difference = Math.abs(one.asDouble() - other.asDouble());
            assertThat(difference)
                    .as("%s: %s and %s", what, one, other)
                    .isLessThanOrEqualTo(1e-9 * Math.max(1, Math.abs(one.asDouble())));
        } else if (one.isContainer()) {
            assertThat(one.size()).as("%s: %s and %s", what, one, other).isEqualTo(other.size());
            if (one.isArray()) {
                for (int i = 0; i < one.size(); i++) {
                    equal(what, one.get(i), other.get(i));
                }
            } else {
                one.propertyStream()
                        .forEach(member ->
                                equal(what + "." + member.getKey(), member.getValue(), other.path(member.getKey())));
            }
        } else if (one.isString()) {
            text(what, one.asString(), other.asString());
        } else {
            assertThat(one).as(what).isEqualTo(other);
        }
    }

    /** Lines of an export are numbers in text. */
    private void text(String what, String one, String other) {
        if (one.startsWith("{")) {
            equal(what, JSON.readTree(one), JSON.readTree(other));
            return;
        }
        String[] left = one.split(",", -1);
        String[] right = other.split(",", -1);
        assertThat(left).as(what).hasSameSizeAs(right);
        for (int i = 0; i < left.length; i++) {
            if (left[i].matches("-?[0-9.]+(E-?[0-9]+)?")) {
                assertThat(Double.parseDouble(left[i]))
                        .as("%s: %s and %s", what, one, other)
                        .isCloseTo(Double.parseDouble(right[i]), within(1e-6));
            } else {
                assertThat(left[i]).as("%s: %s and %s", what, one, other).isEqualTo(right[i]);
            }
        }
    }

    private void post(List<Point> more) {
        more.forEach(point -> points.put(point.page() + " " + point.time(), point));
        blog.post(more.stream().map(Point::json).toList());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }
}
