package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The groups that come first, and batches of queries, both in one snapshot. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopIT {

    private static final Instant NOW = Instant.parse("2025-03-10T12:00:00Z");
    private static final String[] LOAD = {
        "series=load", "start_time=2025-03-01T05:00:00Z", "end_time=2025-03-08T19:00:00Z", "group_by=host"
    };
    private static final Instant FROM = Instant.parse("2025-03-01T05:00:00Z");
    private static final Instant TO = Instant.parse("2025-03-08T19:00:00Z");

    private final RunningVarve varve;
    private final Fixture fixture;
    private final Map<String, TreeMap<Instant, Double>> hosts = new TreeMap<>();

    TopIT(TestDatabase database) {
        varve = RunningVarve.start(database, NOW);
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        Random random = new Random(5);
        StringBuilder csv = new StringBuilder("series,time,value,host,rack\n");
        for (int host = 0; host < 12; host++) {
            // Two are alike.
            Random values = new Random(host == 7 ? 3 : host);
            for (Instant at = FROM.minusSeconds(90_000); at.isBefore(TO.plusSeconds(90_000)); ) {
                add(csv, "h" + host, at, values.nextInt(2_000) - 900);
                at = at.plusSeconds(3_600L * (1 + values.nextInt(5)) + values.nextInt(60));
            }
        }
        store(csv);
        varve.bean(RefreshCycle.class).run(NOW);
        StringBuilder late = new StringBuilder("series,time,value,host,rack\n");
        for (int i = 0; i < 6; i++) {
            add(late, "h" + random.nextInt(12), FROM.plusSeconds(random.nextInt(500_000)), random.nextInt(9_000));
        }
        store(late);
        varve.post("/api/points?series=pair", "text/csv", "time,value\n2025-03-02T00:00:00Z,1\n2025-03-03T00:00:00Z,5");
        varve.post(
                "/api/points",
                "application/json",
                "{\"points\":[{\"series\":\"color\",\"time\":\"2025-03-02T00:00:00Z\",\"value\":{\"r\":1,\"g\":2}},"
                        + "{\"series\":\"word\",\"time\":\"2025-03-02T00:00:00Z\",\"value\":\"a\"}]}");
    }

    private void add(StringBuilder csv, String host, Instant at, double value) {
        hosts.computeIfAbsent(host, first -> new TreeMap<>()).put(at, value);
        csv.append("load,%s,%s,%s,r%d%n".formatted(at, value, host, host.length()));
    }

    private void store(StringBuilder csv) {
        assertThat(varve.post("/api/points", "text/csv", csv.toString()).statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void rows_are_those_of_the_groups_that_come_first() {
        Map<String, ToDoubleFunction<List<Double>>> functions = Map.of(
                "sum", values -> values.stream().mapToDouble(each -> each).sum(),
                "max", values -> values.stream().mapToDouble(each -> each).max().orElseThrow(),
                "min", values -> values.stream().mapToDouble(each -> each).min().orElseThrow(),
                "count", List::size,
                "avg",
                        values -> values.stream()
                                .mapToDouble(each -> each)
                                .average()
                                .orElseThrow(),
                "last", values -> values.get(values.size() - 1),
                "median", TopIT::median);
        functions.forEach((by, function) -> {
            for (int number : new int[] {1, 3, 12, 50}) {
                assertRows("top=" + number, by, ranked(function, number, true));
                assertRows("bottom=" + number, by, ranked(function, number, false));
            }
        });
    }

    private void assertRows(String top, String by, List<String> first) {
        for (String[] more : new String[][] {
            {"interval=day", "agg_func=sum,count"},
            {"interval=1h", "agg_func=avg", "order=desc"},
            {"interval=day", "agg_func=avg", "fill=previous"},
            {"interval=day", "agg_func=delta"},
            {"interval=day", "agg_func=max", "tz=Asia/Kathmandu"},
            {"interval=day", "agg_func=max", "window=3d"},
        }) {
            List<String> expected = new ArrayList<>();
            fixture.ask(with(more, LOAD)).get("results").forEach(row -> {
                if (first.contains(row.get("tags").get("host").asString())) {
                    expected.add(row.toString());
                }
            });
            String[] asked = with(with(more, LOAD), new String[] {top, "by=" + by});
            assertThat(rows(fixture.ask(asked))).as(Arrays.toString(asked)).isEqualTo(expected);
        }
    }

    private List<String> ranked(ToDoubleFunction<List<Double>> function, int number, boolean highest) {
        Comparator<String> order = Comparator.comparingDouble(host -> function.applyAsDouble(List.copyOf(
                hosts.getOrDefault(host, new TreeMap<>()).subMap(FROM, TO).values())));
        return hosts.keySet().stream()
                .sorted(highest ? order.reversed().thenComparing(host -> host) : order.thenComparing(host -> host))
                .limit(number)
                .toList();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    @Test
    void pages_are_about_the_groups_of_the_first_page_also_when_others_come_first_meanwhile() {
        String[] asked = {
            "series=pages",
            "start_time=2025-03-01",
            "end_time=2025-03-08",
            "group_by=host",
            "interval=day",
            "agg_func=sum",
            "top=2"
        };
        pages("a,3", "b,2", "c,1");
        List<String> whole = rows(fixture.ask(asked));
        List<String> paged = new ArrayList<>();
        JsonNode page = fixture.ask(with(asked, new String[] {"limit=1"}));
        paged.addAll(rows(page));
        pages("c,100");
        while (!page.get("metadata").get("next").isNull()) {
            page = fixture.ask(with(asked, new String[] {
                "limit=1", "cursor=" + page.get("metadata").get("next").asString()
            }));
            paged.addAll(rows(page));
        }
        assertThat(paged).isEqualTo(whole).hasSize(4);
        assertThat(rows(fixture.ask(asked)).toString()).contains("\"c\"");
        String all = fixture.send(with(asked, new String[] {"format=ndjson"})).body();
        assertThat(all.lines()).isEqualTo(rows(fixture.ask(asked)));
    }

    private void pages(String... lines) {
        StringBuilder csv = new StringBuilder("time,host,value\n");
        for (String line : lines) {
            csv.append("2025-03-02T00:00:00Z,")
                    .append(line)
                    .append("\n2025-03-03T00:00:00Z,")
                    .append(line)
                    .append('\n');
        }
        varve.post("/api/points?series=pages", "text/csv", csv.toString());
    }

    @Test
    void what_cannot_be_ranked_is_refused_by_name() {
        assertRefused("top", "top=0");
        assertRefused("top", "top=101");
        assertRefused("bottom", "bottom=x");
        assertRefused("bottom", "top=1", "bottom=1");
        assertRefused("by", "by=sum");
        assertRefused("by", "top=1", "by=mode");
        assertRefused("by", "top=1", "by=rate");
        assertRefused("by", "top=1", "by=nothing");
        assertRefused("by", "top=1", "agg_func=delta");
        assertRefused("by", "top=1", "series=word", "agg_func=count", "by=last");
        assertRefused("top", "top=1", "interval=raw");
        assertRefused("top", "top=1", "series=color", "start_time=2025-03-01");
        assertRefused("group_by", "top=1", "group_by=session_id");
        assertThat(fixture.names("series=word,pair", "top=1", "by=count", "agg_func=last", "start_time=2025-03-01"))
                .contains("pair");
        assertThat(fixture.ask("series=load", "top=1", "start_time=2100-01-01", "end_time=2100-01-02")
                        .get("results"))
                .isEmpty();
    }

    private void assertRefused(String parameter, String... parameters) {
        assertThat(fixture.refused(400, parameters).get("parameter").asString())
                .as(Arrays.toString(parameters))
                .isEqualTo(parameter);
    }

    @Test
    void it_is_explained_how_they_are_ranked() {
        JsonNode explained = fixture.explain(with(LOAD, new String[] {"top=3", "by=sum", "interval=1m"}));
        assertThat(explained.get("segments").toString()).contains("\"1d\"");
    }

    @Test
    void a_batch_answers_as_single_queries_do_in_their_order() {
        JsonNode answers = batch("""
                {"series":"load","start_time":"2025-03-01","end_time":"2025-03-08","interval":"day","limit":5},
                {"series":"pair","start_time":"2025-03-01","agg_func":"sum"},
                {"series":"nothing.at.all"},
                {"series":"load","group_by":"host","top":2,"by":"sum","start_time":"2025-03-01","interval":"week"},
                {"series":"pair","start_time":"2025-03-01","interval":"day","fill":"linear","exact":true},
                {"series":"pair","interval":"raw","start_time":1740873600000}""", 200).get("answers");
        assertThat(answers).hasSize(6);
        assertThat(answers.valueStream().map(each -> each.get("status").asInt()))
                .containsExactly(200, 200, 404, 200, 200, 200);
        assertSame(
                answers.get(0),
                "series=load",
                "start_time=2025-03-01",
                "end_time=2025-03-08",
                "interval=day",
                "limit=5");
        assertSame(answers.get(1), "series=pair", "start_time=2025-03-01", "agg_func=sum");
        assertThat(answers.get(2).get("problem").get("type").asString()).isEqualTo("urn:varve:problem:not-found");
        assertSame(
                answers.get(3),
                "series=load",
                "group_by=host",
                "top=2",
                "by=sum",
                "start_time=2025-03-01",
                "interval=week");
        assertSame(answers.get(4), "series=pair", "start_time=2025-03-01", "interval=day", "fill=linear", "exact=true");
        assertSame(answers.get(5), "series=pair", "start_time=1740873600000", "interval=raw");
    }

    /** What fails takes nothing else of the batch with it. */
    @Test
    void a_query_that_cannot_be_answered_has_a_problem_of_its_own() {
        JsonNode answers = batch("""
                {"series":"pair","start_time":"2025-03-01"},
                {"series":"load","session_id":"11111111-fe46-4bf9-831d-1d5b125bdc9b"},
                {"series":"word","agg_func":"avg"},
                {"series":"pair","start_time":"2025-03-01"}""", 200).get("answers");
        assertThat(answers.valueStream().map(each -> each.get("status").asInt()))
                .containsExactly(200, 200, 400, 200);
        assertThat(answers.get(0).get("results")).isEqualTo(answers.get(3).get("results"));
        assertThat(answers.get(2).get("problem").get("parameter").asString()).isEqualTo("agg_func");
    }

    /** AGG19. */
    @Test
    void agg19_two_metrics_on_the_same_buckets() {
        List<String> rows = fixture.results(
                "series=load,pair", "start_time=2025-03-02", "end_time=2025-03-04", "interval=day", "agg_func=count");
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0).substring(0, 20)).isEqualTo(rows.get(1).substring(0, 20));
        assertThat(rows.get(1)).isEqualTo("2025-03-02T00:00:00Z pair 1");
    }

    @Test
    void a_malformed_query_refuses_the_batch_and_is_named() {
        JsonNode bad = batch("{\"series\":\"pair\"},{\"interval\":\"fortnight\"}", 400);
        assertThat(bad.get("index").asInt()).isEqualTo(1);
        assertThat(bad.get("parameter").asString()).isEqualTo("interval");
        assertThat(batch("{\"intervall\":\"day\"}", 400).get("parameter").asString())
                .isEqualTo("intervall");
        assertThat(batch("{\"series\":[\"pair\"]}", 400).get("parameter").asString())
                .isEqualTo("series");
        assertThat(batch("{\"limit\":60000},{\"limit\":60000}", 400)
                        .get("member")
                        .asString())
                .isEqualTo("limit");
        assertThat(batch("", 400).get("member").asString()).isEqualTo("queries");
        assertThat(batch("{},".repeat(20) + "{}", 400).get("member").asString()).isEqualTo("queries");
    }

    private JsonNode batch(String queries, int status) {
        var answer = varve.post("/api/timeseries/batch", "application/json", "{\"queries\":[" + queries + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return RunningVarve.json(answer);
    }

    private void assertSame(JsonNode item, String... parameters) {
        JsonNode alone = fixture.ask(parameters);
        assertThat(item.get("results")).isEqualTo(alone.get("results"));
        assertThat(item.get("results")).isNotEmpty();
        assertThat(item.get("metadata").get("start_time"))
                .isEqualTo(alone.get("metadata").get("start_time"));
        assertThat(item.get("metadata").get("count"))
                .isEqualTo(alone.get("metadata").get("count"));
    }

    private static List<String> rows(JsonNode answer) {
        return answer.get("results").valueStream().map(JsonNode::toString).toList();
    }

    private static String[] with(String[] some, String[] more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}
