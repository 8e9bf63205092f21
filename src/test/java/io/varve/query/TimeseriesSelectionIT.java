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

/** Which series GET /api/timeseries answers about, and how it groups them. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeseriesSelectionIT {

    private final RunningVarve varve;
    private final Fixture fixture;

    TimeseriesSelectionIT(TestDatabase database) {
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

    /** QRY12, F4: lists, globs and real regular expressions, anchored. */
    @Test
    void series_are_named_by_list_glob_or_regex() {
        assertThat(fixture.names("series=session.score,cpu")).containsExactly("cpu", "session.score");
        assertThat(fixture.names("series=session.*", "agg_func=count"))
                .containsExactly("session.note", "session.score", "session.urine.color");
        assertThat(fixture.names("series=^session\\.(score|urine\\..+)$"))
                .containsExactly("session.score", "session.urine.color");
        assertThat(fixture.names("series=urine.*")).isEmpty();
        assertThat(fixture.names("series=^nothing.*$")).isEmpty();
    }

    @Test
    void an_exact_name_that_does_not_exist_is_a_404_and_not_an_empty_answer() {
        JsonNode problem = fixture.refused(404, "series=session.score,sesion.score");
        assertThat(problem.get("detail").asString()).contains("'sesion.score'");
        assertThat(problem.get("series").toString()).isEqualTo("[\"sesion.score\"]");
    }

    @Test
    void a_metric_type_without_points_is_empty() {
        fixture.jdbc
                .sql("INSERT INTO catalog.metric_type (name, created_at, updated_at) VALUES ('empty', now(), now())")
                .update();
        assertThat(fixture.ask("series=empty").get("metadata").get("count").asInt())
                .isZero();
    }

    /** QRY1, QRY15, ROL14: filters are ANDed; groups by tags, by user, by physical series. */
    @Test
    void filters_and_groups() {
        assertThat(fixture.results("series=cpu", "tags=host:a,region:eu", "interval=day"))
                .containsExactly("2025-03-07T00:00:00Z cpu 5.5");
        assertThat(fixture.results("series=cpu", "tags=host:a", "user_id=" + SampleSeries.BEN))
                .isEmpty();
        assertThat(fixture.results("series=cpu", "user_id=" + SampleSeries.ANNA, "agg_func=sum", "interval=day"))
                .containsExactly("2025-03-07T00:00:00Z cpu 33.0");
        assertThat(fixture.rows("series=cpu", "group_by=host", "agg_func=sum", "interval=day"))
                .isEqualTo(
                        "[{\"bucket\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"tags\":{\"host\":\"a\"},\"value\":33.0},"
                                + "{\"bucket\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"tags\":{\"host\":\"b\"},\"value\":44.0}]");
        assertThat(fixture.rows("series=cpu", "group_by=user_id", "agg_func=sum", "interval=day"))
                .isEqualTo("[{\"bucket\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"user_id\":\"" + SampleSeries.BEN
                        + "\",\"value\":44.0},{\"bucket\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"user_id\":\""
                        + SampleSeries.ANNA + "\",\"value\":33.0}]");
        assertThat(fixture.ask("series=cpu", "group_by=series", "interval=day").get("results"))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.propertyNames())
                        .containsExactly("bucket", "series", "tags", "user_id", "value"));
        assertThat(fixture.rows("series=session.score", "group_by=host", "interval=year", "agg_func=count"))
                .contains("\"tags\":{\"host\":null}");
    }

    /** F1: a session can be found again. */
    @Test
    void a_session_is_a_filter_and_a_group() {
        assertThat(fixture.results("session_id=" + SampleSeries.SESSION, "interval=day"))
                .containsExactly("2025-03-06T00:00:00Z session.score 51.0");
        assertThat(fixture.results("session_id=" + SampleSeries.ANNA)).isEmpty();
        assertThat(fixture.rows("series=session.score", "group_by=session_id", "agg_func=count"))
                .isEqualTo(
                        "[{\"bucket\":\"2025-03-03T00:00:00Z\",\"series\":\"session.score\",\"session_id\":null,\"value\":3},"
                                + "{\"bucket\":\"2025-03-03T00:00:00Z\",\"series\":\"session.score\",\"session_id\":\""
                                + SampleSeries.SESSION
                                + "\",\"value\":2}]");
    }
}
