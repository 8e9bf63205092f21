package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.catalog.ValueKind;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Quantiles, distinct sources and modes: functions of all points of a bucket together. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DistributionIT {

    private final RunningVarve varve;
    private final Fixture fixture;

    DistributionIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse(SampleSeries.NOW), "varve.query.exact-points=6");
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        SampleSeries.store(fixture);
        int note = fixture.series("rated");
        for (int i = 0; i < 4; i++) {
            fixture.point(note, Fixture.micros("2025-03-09T00:00:00Z") + i, -1 - i % 2, i);
        }
        fixture.point(note, "2025-03-09T01:00:00Z", 3);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    /** AGG7, AGG8: between the two nearest values, with any other function beside them. */
    @Test
    void quantiles_lie_between_the_nearest_values() {
        assertThat(values("series=session.score", "agg_func=avg,median,P25,p99.9,max,distinct"))
                .isEqualTo("{\"avg\":23.4,\"median\":10.0,\"p25\":4.0,\"p99.9\":51.992,\"max\":52.0,\"distinct\":1}");
        assertThat(fixture.results("series=door.open", "agg_func=median", "end_time=2025-03-04T02:00:00Z"))
                .containsExactly("2025-03-03T00:00:00Z door.open 0.5");
        assertThat(fixture.results("series=session.urine.color", "agg_func=p75"))
                .containsExactly("2025-03-03T00:00:00Z session.urine.color {\"b\":103.0,\"g\":102.0,\"r\":101.0}");
    }

    @Test
    void buckets_may_follow_the_clocks_of_a_zone() {
        assertThat(fixture.results(
                        "series=session.score",
                        "agg_func=median",
                        "interval=day",
                        "tz=America/New_York",
                        "start_time=2025-03-03",
                        "end_time=2025-03-05T19:30"))
                .containsExactly(
                        "2025-03-03T05:00:00Z session.score 1.0",
                        "2025-03-04T05:00:00Z session.score 7.0",
                        "2025-03-05T05:00:00Z session.score 50.0");
    }

    @Test
    void gaps_are_filled_from_the_buckets_beside_them() {
        assertThat(fixture.results(
                        "series=session.score",
                        "agg_func=median",
                        "interval=day",
                        "fill=linear",
                        "start_time=2025-03-02",
                        "end_time=2025-03-04"))
                .containsExactly(
                        "2025-03-02T00:00:00Z session.score 168.75", "2025-03-03T00:00:00Z session.score 85.625");
        assertThat(fixture.results(
                        "series=session.score",
                        "agg_func=distinct",
                        "interval=day",
                        "fill=previous",
                        "start_time=2025-03-06",
                        "end_time=2025-03-08"))
                .containsExactly("2025-03-06T00:00:00Z session.score 1", "2025-03-07T00:00:00Z session.score 0");
    }

    /** AGG11: points without a session or key count for none; of several series each source counts once. */
    @Test
    void distinct_counts_sources() {
        assertThat(values("series=rated,session.score", "agg_func=distinct,mode", "start_time=2025-03-09"))
                .isEqualTo("{\"distinct\":2,\"mode\":3.0}");
        assertThat(fixture.results("series=session.note", "agg_func=distinct"))
                .containsExactly("2025-03-03T00:00:00Z session.note 0");
    }

    @Test
    void the_most_frequent_value_is_of_the_kind_of_the_values() {
        fixture.point(series("door.open", ValueKind.BOOLEAN), "2025-03-04T02:00:00Z", 1);
        assertThat(values("series=door.open", "agg_func=mode,count")).isEqualTo("{\"mode\":true,\"count\":3}");
        assertThat(values("series=session.note", "agg_func=mode,first"))
                .isEqualTo("{\"mode\":\"früh\",\"first\":\"früh\"}");
        fixture.point(series("session.note", ValueKind.TEXT), "2025-03-04T06:00:00Z", fixture.text("spät"));
        assertThat(values("series=session.note", "agg_func=mode,first"))
                .isEqualTo("{\"mode\":\"spät\",\"first\":\"früh\"}");
    }

    @Test
    void texts_have_no_quantiles() {
        JsonNode problem = fixture.refused(400, "series=session.note", "agg_func=p95");
        assertThat(problem.get("parameter").asString()).isEqualTo("agg_func");
        assertThat(problem.get("detail").asString()).contains("p95", "count, distinct, first, last, mode");
    }

    @Test
    void pages_follow_each_other() {
        List<String> rows = new ArrayList<>();
        String next = null;
        do {
            List<String> parameters =
                    new ArrayList<>(List.of("series=cpu", "agg_func=median", "group_by=series", "limit=1"));
            if (next != null) {
                parameters.add("cursor=" + next);
            }
            JsonNode answer = fixture.ask(parameters.toArray(String[]::new));
            answer.get("results").forEach(row -> rows.add(row.get("value").toString()));
            next = answer.get("metadata").get("next").asString(null);
        } while (next != null);
        assertThat(rows).containsExactly("22.0", "5.5", "11.0");
    }

    @Test
    void more_points_than_allowed_are_refused() {
        assertThat(fixture.ask("series=session.score", "agg_func=median", "exact=true")
                        .get("metadata")
                        .get("exact")
                        .asBoolean())
                .isTrue();
        for (String exact : List.of("true", "false")) {
            JsonNode problem = fixture.refused(
                    422, "series=session.score,cpu", "start_time=2025-01-01", "agg_func=median", "exact=" + exact);
            assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:too-many-points");
            assertThat(problem.get("detail").asString()).contains("varve.query.exact-points");
            assertThat(problem.get("limit").asInt()).isEqualTo(6);
        }
        assertThat(fixture.ask("series=session.score,cpu", "start_time=2025-01-01", "agg_func=avg", "exact=true")
                        .get("results"))
                .isNotEmpty();
    }

    private int series(String metric, ValueKind kind) {
        return fixture.series(metric, Map.of(), null, "value", kind);
    }

    private String values(String... parameters) {
        JsonNode results = fixture.ask(parameters).get("results");
        assertThat(results).hasSize(1);
        return results.get(0).get("values").toString();
    }
}
