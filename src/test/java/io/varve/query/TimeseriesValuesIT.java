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

/** Functions and kinds of values in the answers of GET /api/timeseries, points included. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeseriesValuesIT {

    private final RunningVarve varve;
    private final Fixture fixture;

    TimeseriesValuesIT(TestDatabase database) {
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

    /** AGG1-AGG6, AGG17, F13: every function, in any case, several at once. */
    @Test
    void all_functions_at_once() {
        JsonNode values = fixture.ask(
                        "series=session.score",
                        "start_time=2025-03-04",
                        "end_time=2025-03-06",
                        "agg_func=COUNT,Sum,min,max,AVG,first,last,stddev,variance")
                .get("results")
                .get(0)
                .get("values");
        assertThat(values.toString())
                .isEqualTo("{\"count\":3,\"sum\":15.0,\"min\":1.0,\"max\":10.0,\"avg\":5.0,\"first\":1.0,\"last\":10.0,"
                        + "\"stddev\":4.58257569495584,\"variance\":21.0}");
    }

    @Test
    void the_spread_of_a_single_point_is_not_defined() {
        assertThat(fixture.results(
                        "series=session.score", "start_time=2025-03-05", "end_time=2025-03-06", "agg_func=stddev"))
                .containsExactly("2025-03-03T00:00:00Z session.score null");
    }

    /** AGG16, F10, F11: composites nest by field, nothing is rounded. */
    @Test
    void composites_nest_and_keep_full_precision() {
        assertThat(fixture.results("series=session.urine.color", "interval=day"))
                .containsExactly("2025-03-04T00:00:00Z session.urine.color {\"b\":102.75,\"g\":101.75,\"r\":100.75}");
        assertThat(fixture.results("series=session.urine.color", "interval=day", "agg_func=count"))
                .containsExactly("2025-03-04T00:00:00Z session.urine.color {\"b\":2,\"g\":2,\"r\":2}");
        assertThat(fixture.ask("series=session.urine.color", "agg_func=min,max")
                        .get("results")
                        .get(0)
                        .get("values")
                        .toString())
                .isEqualTo(
                        "{\"min\":{\"b\":102.25,\"g\":101.25,\"r\":100.25},\"max\":{\"b\":103.25,\"g\":102.25,\"r\":101.25}}");
    }

    @Test
    void booleans_are_themselves_where_that_makes_sense_and_numbers_elsewhere() {
        assertThat(fixture.ask("series=door.open", "agg_func=first,last,avg,count")
                        .get("results")
                        .get(0)
                        .get("values")
                        .toString())
                .isEqualTo("{\"first\":false,\"last\":true,\"avg\":0.5,\"count\":2}");
    }

    /** F10, F19: texts are counted and have a first and a last; they never break a query about numbers. */
    @Test
    void texts_are_decoded_refused_or_left_out() {
        assertThat(fixture.ask("series=session.note", "agg_func=first,last,count")
                        .get("results")
                        .get(0)
                        .get("values")
                        .toString())
                .isEqualTo("{\"first\":\"früh\",\"last\":\"spät\",\"count\":2}");
        assertThat(fixture.refused(400, "series=session.note", "agg_func=avg")
                        .get("parameter")
                        .asString())
                .isEqualTo("agg_func");
        JsonNode answer = fixture.ask("series=session.*", "agg_func=avg");
        assertThat(answer.get("metadata").get("warnings").get(0).asString()).contains("'session.note'");
        assertThat(answer.get("results")).hasSize(2);
    }

    /** QRY2, QRY10: raw points, each with what it has. */
    @Test
    void raw_points_are_listed_in_order_with_all_they_have() {
        fixture.jdbc
                .sql("INSERT INTO raw.point_metadata SELECT series_id, time, source, '{\"device\": {\"id\": 1.50}}'"
                        + " FROM raw.point WHERE source = 77 AND value = 52")
                .update();
        assertThat(fixture.rows("series=session.score", "interval=raw", "start_time=2025-03-05"))
                .isEqualTo(
                        "[{\"time\":\"2025-03-05T00:00:00Z\",\"series\":\"session.score\",\"tags\":{},\"value\":10.0},"
                                + "{\"time\":\"2025-03-06T00:00:00Z\",\"series\":\"session.score\",\"tags\":{},\"session_id\":\""
                                + SampleSeries.SESSION + "\",\"value\":50.0},"
                                + "{\"time\":\"2025-03-06T01:00:00Z\",\"series\":\"session.score\",\"tags\":{},\"session_id\":\""
                                + SampleSeries.SESSION + "\",\"value\":52.0,\"metadata\":{\"device\":{\"id\":1.5}}}]");
        assertThat(fixture.rows("series=session.urine.color", "interval=raw", "limit=1"))
                .isEqualTo("[{\"time\":\"2025-03-04T01:00:00Z\",\"series\":\"session.urine.color\",\"tags\":{},"
                        + "\"value\":{\"b\":102.25,\"g\":101.25,\"r\":100.25}}]");
        assertThat(fixture.rows("series=session.note", "interval=raw", "order=desc", "limit=1"))
                .contains("\"value\":\"spät\"");
        assertThat(fixture.rows("series=cpu", "interval=raw", "tags=host:b", "limit=1"))
                .isEqualTo(
                        "[{\"time\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"tags\":{\"host\":\"b\",\"region\":\"eu\"},"
                                + "\"user_id\":\"" + SampleSeries.BEN + "\",\"value\":4.0}]");
    }
}
