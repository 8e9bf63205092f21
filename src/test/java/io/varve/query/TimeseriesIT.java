package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The contract of GET /api/timeseries, answered from raw: ranges, defaults and the plan. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeseriesIT {

    private final RunningVarve varve;
    private final Fixture fixture;

    TimeseriesIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse(SampleSeries.NOW));
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        SampleSeries.store(fixture);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    /** QRY11, QRY13, QRY14, F2: without parameters, the weeks of the last seven days. */
    @Test
    void everything_has_a_default() {
        JsonNode answer = fixture.ask("series=session.score");
        assertThat(answer.get("metadata").toString())
                .isEqualTo("{\"count\":1,\"interval\":\"week\",\"agg_func\":\"avg\","
                        + "\"start_time\":\"2025-03-03T12:00:00Z\",\"end_time\":\"2025-03-10T12:00:00Z\",\"tz\":\"UTC\","
                        + "\"segments\":[{\"from\":\"2025-03-03T12:00:00Z\",\"to\":\"2025-03-10T12:00:00Z\","
                        + "\"resolution\":\"raw\"}],\"exact\":true,\"next\":null}");
        assertThat(answer.get("results").toString())
                .isEqualTo("[{\"bucket\":\"2025-03-03T00:00:00Z\",\"series\":\"session.score\",\"value\":23.4}]");
    }

    /** F2: prior art ignored end_time when start_time was missing. */
    @Test
    void f2_the_start_defaults_to_seven_days_before_the_end() {
        JsonNode answer = fixture.ask("series=session.score", "end_time=2025-02-21", "interval=day");
        assertThat(answer.get("metadata").get("start_time").asString()).isEqualTo("2025-02-14T00:00:00Z");
        assertThat(answer.get("results").get(0).get("value").asDouble()).isEqualTo(1000);
    }

    /** QRY18, F12: a date is midnight in UTC, and a point exactly there counts; one at the end does not. */
    @Test
    void f12_a_date_is_midnight_utc_and_ranges_are_half_open() {
        assertThat(fixture.results(
                        "series=session.score",
                        "start_time=2025-03-04",
                        "end_time=2025-03-05",
                        "agg_func=count",
                        "interval=day"))
                .containsExactly("2025-03-04T00:00:00Z session.score 2");
        assertThat(fixture.results(
                        "series=session.score",
                        "start_time=2025-03-04T00:00:00.000001Z",
                        "end_time=2025-03-05T00:00:00.000001Z",
                        "agg_func=count",
                        "interval=day"))
                .containsExactly("2025-03-04T00:00:00Z session.score 1", "2025-03-05T00:00:00Z session.score 1");
    }

    /** QRY4: the default thresholds of auto. */
    @Test
    void auto_picks_by_the_length_of_the_range() {
        assertThat(auto("now-1h")).isEqualTo("1m");
        assertThat(auto("now-61m")).isEqualTo("5m");
        assertThat(auto("now-1d")).isEqualTo("5m");
        assertThat(auto("now-7d")).isEqualTo("1h");
        assertThat(auto("now-8d")).isEqualTo("1d");
    }

    private String auto(String start) {
        return fixture.ask("series=cpu", "interval=auto", "start_time=" + start)
                .get("metadata")
                .get("interval")
                .asString();
    }

    /** QRY32: the plan, the statement, and rows expected and found. */
    @Test
    void explain_shows_plan_statement_and_rows() {
        JsonNode explained = fixture.explain("series=cpu", "group_by=host", "interval=day");
        assertThat(explained.get("segments").get(0).get("resolution").asString())
                .isEqualTo("raw");
        assertThat(explained.get("tiers")).hasSize(7);
        assertThat(explained.get("actual_rows").asInt()).isEqualTo(2);
        assertThat(explained.get("estimated_rows").isNumber()).isTrue();
        assertThat(explained.get("plan").get("Plan").get("Node Type").isString())
                .isTrue();
        String sql = explained.get("sql").asString();
        assertThat(fixture.jdbc.sql(sql).query().listOfRows())
                .extracting(row -> row.get("bucket") != null)
                .containsExactly(false, true, true);
        assertThat(fixture.explain("series=nothing.*").get("sql").isNull()).isTrue();
    }
}
