package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.settle.SettleCycle;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What is stored, what it takes and will take: prior art's D17 was a function that always failed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    private static final double DAY = 86_400;

    private final TestDatabase database = TestDatabase.create();
    private Watched watched;

    @BeforeAll
    void start() {
        watched = new Watched(database, NOW);
        String rows = IntStream.range(0, 40 * 24 * 12)
                .mapToObj(step -> NOW.minus(Duration.ofMinutes(5L * step)) + "," + step)
                .collect(Collectors.joining("\n", "time,value\n", "\n"));
        assertThat(watched.varve.post("/api/points?series=a", "text/csv", rows).statusCode())
                .isEqualTo(200);
        watched.tick(Duration.ofMinutes(5));
        watched.round();
        watched.varve.bean(SettleCycle.class).runAll();
        for (String relation :
                watched.strings("SELECT format('%I.%I', schema_name, table_name) FROM ops.table_stats()")) {
            watched.jdbc.sql("ANALYZE " + relation).update();
        }
    }

    @AfterAll
    void close() {
        watched.close();
        database.close();
    }

    @Test
    void d17_every_table_is_listed_with_its_size_and_state() {
        JsonNode tables = stats("*").path("tables");
        assertThat(tables.size()).isGreaterThan(20);
        JsonNode chunk = stats("raw.chunk").path("tables").get(0);
        assertThat(chunk.path("row_estimate").asLong()).isBetween(900L, 962L);
        assertThat(chunk.path("total_bytes").asLong())
                .isEqualTo(chunk.path("table_bytes").asLong()
                        + chunk.path("index_bytes").asLong());
        assertThat(chunk.path("partitions").asInt()).isBetween(2, 6);
        assertThat(chunk.path("bytes_per_row").asDouble()).isPositive();
        assertThat(chunk.path("analyzed_at").isNull()).isFalse();
    }

    @Test
    void a_pattern_chooses_tables_with_or_without_their_schema() {
        assertThat(stats("chunk").path("tables").size()).isEqualTo(1);
        assertThat(stats("*rollup_1h").path("tables").size()).isEqualTo(1);
        assertThat(stats("rollup_1_").path("tables").size()).as("_ is itself").isZero();
        assertThat(watched.varve.get("/api/operations/stats?pattern=a%25").statusCode())
                .isEqualTo(400);
    }

    @Test
    void tiers_are_compared_with_raw_and_projected_by_what_a_day_brings() {
        JsonNode tiers = stats("none").path("tiers");
        assertThat(tiers.size()).isEqualTo(8);
        JsonNode raw = tiers.get(0);
        assertThat(raw.path("share_of_raw").asDouble()).isOne();
        assertThat(tiers.get(3).path("tier").asString()).isEqualTo("1h");
        assertThat(tiers.get(3).path("share_of_raw").asDouble()).isPositive();
        double day = raw.path("bytes_per_day").asDouble();
        assertThat(day * 40)
                .isBetween(
                        raw.path("total_bytes").asLong() * 0.3,
                        raw.path("total_bytes").asLong() * 1.1);
        assertThat(raw.path("kept_seconds").isNull()).isTrue();
        assertThat(raw.path("bytes_after_year").asDouble()
                        - raw.path("total_bytes").asDouble())
                .isBetween(day * 364, day * 366);

        watched.jdbc
                .sql(
                        "UPDATE rollup.floor SET position = ?::timestamptz - interval '41 days', generation = 1 WHERE layer_id = 0")
                .param(watched.now().toString())
                .update();
        JsonNode kept = stats("none").path("tiers").get(0);
        assertThat(kept.path("kept_seconds").asDouble()).isEqualTo(41 * DAY);
        assertThat(kept.path("bytes_after_year").asDouble())
                .as("41 days and a month's partition that waits to go")
                .isBetween(day * 40, day * 75);
    }

    @Test
    void partitions_are_listed_by_tier() {
        JsonNode page = json(watched.varve.get("/api/operations/partitions?tier=1h&limit=1"));
        assertThat(page.path("count").asInt()).isBetween(2, 8);
        JsonNode first = page.path("results").get(0);
        assertThat(first.path("tier").asString()).isEqualTo("1h");
        assertThat(first.path("table").asString()).isEqualTo("gold.profile_1h");
        assertThat(first.path("from").asString()).isEqualTo("2025-01-01T00:00:00Z");
        assertThat(page.path("next").asString()).contains("offset=1");
        assertThat(watched.varve.get("/api/operations/partitions?tier=2h").statusCode())
                .isEqualTo(400);
    }

    private JsonNode stats(String pattern) {
        return json(watched.varve.get("/api/operations/stats?pattern=" + pattern));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }
}
