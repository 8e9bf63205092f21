package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Pages of GET /api/timeseries and their cursors. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeseriesPagesIT {

    private final RunningVarve varve;
    private final Fixture fixture;

    TimeseriesPagesIT(TestDatabase database) {
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

    /** QRY17, F5: pages put together are the whole, in both directions, for buckets and for points. */
    @Test
    void f5_pages_put_together_are_the_whole() {
        for (String order : List.of("order=asc", "order=desc")) {
            for (String size : List.of("limit=1", "limit=2", "limit=3", "limit=7")) {
                assertPaged(
                        size, order, "interval=15m", "group_by=series", "agg_func=count,last", "start_time=2025-01-01");
                assertPaged(size, order, "interval=raw", "start_time=2025-01-01");
                assertPaged(
                        size, order, "interval=week", "group_by=session_id", "agg_func=count", "start_time=2025-01-01");
            }
        }
    }

    private void assertPaged(String size, String... parameters) {
        JsonNode whole = fixture.ask(parameters).get("results");
        StringBuilder pages = new StringBuilder();
        String cursor = null;
        do {
            String[] page = Arrays.copyOf(parameters, parameters.length + (cursor == null ? 1 : 2));
            page[parameters.length] = size;
            if (cursor != null) {
                page[parameters.length + 1] = "cursor=" + cursor;
            }
            JsonNode answer = fixture.ask(page);
            answer.get("results").forEach(row -> pages.append(row).append('\n'));
            JsonNode next = answer.get("metadata").get("next");
            cursor = next.isNull() ? null : next.asString();
            // Pages stay those of the first request, also when time goes on.
            varve.clock().tick(Duration.ofMinutes(7));
        } while (cursor != null);
        StringBuilder all = new StringBuilder();
        whole.forEach(row -> all.append(row).append('\n'));
        assertThat(pages.toString()).isEqualTo(all.toString());
        varve.clock().set(Instant.parse(SampleSeries.NOW));
    }

    @Test
    void a_cursor_goes_with_its_own_parameters_only() {
        String next = fixture.ask("interval=raw", "limit=1")
                .get("metadata")
                .get("next")
                .asString();
        assertThat(fixture.refused(400, "interval=raw", "limit=1", "order=desc", "cursor=" + next)
                        .get("parameter")
                        .asString())
                .isEqualTo("cursor");
    }
}
