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

/** Parameters that GET /api/timeseries refuses. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeseriesParametersIT {

    private final RunningVarve varve;
    private final Fixture fixture;

    TimeseriesParametersIT(TestDatabase database) {
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

    /** QRY16, F3: nothing wrong is ignored or answered with a 500. */
    @Test
    void bad_parameters_are_named_with_what_is_accepted() {
        assertRefused("user_id=x", "user_id", "UUID");
        assertRefused("session_id=x", "session_id", "UUID");
        assertRefused("interval=fortnight", "interval", "90s 15m 6h 2d 1w 3mo 1y");
        assertRefused("interval=1ms", "interval", "90s 15m 6h 2d 1w 3mo 1y");
        assertRefused("start_time=garbage", "start_time", "2025-01-31T12:00:00Z");
        assertRefused("start_time=2025-02-30", "start_time", "2025-02-30");
        assertRefused("start_time=2026-01-01", "start_time", "half-open");
        assertRefused("end_time=1800-01-01", "end_time", "1900");
        assertRefused("agg_func=mean", "agg_func", "count, sum, min, max, avg");
        assertRefused("agg_func=p100", "agg_func", "p0.1 to p99.9");
        assertRefused("exact=yes", "exact", "true or false");
        assertRefused("agg_func=avg,", "agg_func", "count, sum, min, max, avg");
        assertRefused("group_by=a,,b", "group_by", "names of tags");
        assertRefused("order=up", "order", "asc or desc");
        assertRefused("limit=0", "limit", "1 to 100000");
        assertRefused("limit=100001", "limit", "1 to 100000");
        assertRefused("cursor=abc", "cursor", "metadata.next");
        assertRefused("series=^(", "series", "series");
        assertRefused("series=,", "series", "series");
        assertRefused("tags=host", "tags", "host:a");
        assertRefused("fil=null", "fil", "group_by");
        assertThat(fixture.refused(400, "interval=raw", "agg_func=avg")
                        .get("parameter")
                        .asString())
                .isEqualTo("agg_func");
        assertThat(fixture.refused(400, "interval=raw", "group_by=host")
                        .get("parameter")
                        .asString())
                .isEqualTo("group_by");
    }

    private void assertRefused(String parameter, String name, String accepted) {
        JsonNode problem = fixture.refused(400, parameter);
        assertThat(problem.get("parameter").asString()).isEqualTo(name);
        assertThat(problem.get("detail").asString()).contains(accepted);
    }
}
