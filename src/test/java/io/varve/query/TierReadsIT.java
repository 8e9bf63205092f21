package io.varve.query;

import static io.varve.query.Fixture.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Which tables a query touches, and how the answer and the meters tell. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TierReadsIT {

    private final RunningVarve varve;
    private final Fixture fixture;
    private int series;

    TierReadsIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2024-06-10T12:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    /** A point on the first of every month of two years, in raw and in every tier up to the day. */
    @BeforeAll
    void points() {
        series = fixture.series("m");
        for (int month = 0; month < 24; month++) {
            String day = "%d-%02d-01T00:00:00Z".formatted(2022 + month / 12, 1 + month % 12);
            fixture.point(series, day, month);
            for (String table :
                    List.of("bronze.rollup_1m", "silver.rollup_5m", "gold.rollup_1h", "platinum.rollup_1d")) {
                fixture.jdbc
                        .sql(
                                "INSERT INTO %1$s VALUES (%2$d, '%3$s', 1, %4$d, 0, %4$d, %4$d, '%3$s', 0, %4$d, '%3$s', 0, %4$d, now())"
                                        .formatted(table, series, day, month))
                        .update();
            }
        }
        for (String tier : List.of("1m", "5m", "1h", "1d")) {
            fixture.watermark(tier, micros("2024-01-01T00:00:00Z"));
        }
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void a_query_opens_only_the_partitions_of_its_segments() {
        JsonNode explained =
                fixture.explain("series=m", "interval=day", "start_time=2022-02-27", "end_time=2022-03-02T00:00:30Z");
        assertThat(relations(explained))
                .containsExactlyInAnyOrder(
                        "batch",
                        "epoch",
                        "floor",
                        "invalidation",
                        "pg_inherits",
                        "chunk_p20220301",
                        "rollup_1d_p20220101",
                        "series");
        assertThat(relations(
                        fixture.explain("series=m", "interval=raw", "start_time=2022-02-27", "end_time=2022-03-02")))
                .contains("chunk_p20220201", "chunk_p20220301")
                .noneMatch(name -> name.startsWith("chunk_p2023") || name.startsWith("rollup"));
    }

    @Test
    void reading_through_opens_only_the_partitions_of_the_buckets_out_of_date() {
        fixture.invalidate(1, series, micros("2022-03-01T00:00:00Z"), micros("2022-03-01T00:01:00Z"));
        try {
            JsonNode explained =
                    fixture.explain("series=m", "interval=month", "start_time=2022-01-01", "end_time=2024-01-01");
            assertThat(explained.get("pending").toString())
                    .isEqualTo("{\"from\":\"2022-03-01T00:00:00Z\",\"to\":\"2022-03-01T00:01:00Z\"}");
            assertThat(relations(explained))
                    .containsExactlyInAnyOrder(
                            "epoch",
                            "floor",
                            "invalidation",
                            "series",
                            "rollup_1d_p20220101",
                            "rollup_1d_p20230101",
                            "rollup_1h_p20220101",
                            "rollup_5m",
                            "frame_5m_p20220301",
                            "rollup_1m",
                            "frame_1m_p20220301",
                            "batch",
                            "chunk_p20220301");
        } finally {
            fixture.jdbc.sql("TRUNCATE rollup.invalidation").update();
        }
    }

    /** QRY3, QRY9, QRY10: the answer says what served it, and looks the same whatever did. */
    @Test
    void the_answer_says_which_tier_served_which_stretch() {
        JsonNode answer = fixture.ask("series=m", "interval=month", "start_time=2023-11-01", "end_time=2024-03-01");
        assertThat(answer.get("metadata").get("segments").toString())
                .isEqualTo(
                        "[{\"from\":\"2023-11-01T00:00:00Z\",\"to\":\"2024-01-01T00:00:00Z\",\"resolution\":\"1d\"},"
                                + "{\"from\":\"2024-01-01T00:00:00Z\",\"to\":\"2024-03-01T00:00:00Z\",\"resolution\":\"raw\"}]");
        assertThat(answer.get("results").toString())
                .isEqualTo("[{\"bucket\":\"2023-11-01T00:00:00Z\",\"series\":\"m\",\"value\":22.0},"
                        + "{\"bucket\":\"2023-12-01T00:00:00Z\",\"series\":\"m\",\"value\":23.0}]");
    }

    /** D16: the buckets of whoever asks in whatever session are those of UTC, and 10:04:59.7 is before 10:05. */
    @Test
    void fractions_of_a_second_never_round_up_into_the_next_bucket() {
        fixture.point(series, "2024-05-01T10:04:59.7Z", 5);
        assertThat(fixture.ask("series=m", "interval=5m", "start_time=2024-05-01", "end_time=2024-05-02")
                        .get("results")
                        .get(0)
                        .get("bucket")
                        .asString())
                .isEqualTo("2024-05-01T10:00:00Z");
    }

    @Test
    void queries_are_metered_by_tier() {
        fixture.ask("series=m", "interval=day", "start_time=2022-02-27", "end_time=2022-03-02");
        String meters = varve.get("/actuator/prometheus").body();
        assertThat(meters).contains("varve_query_seconds_count").contains("varve_query_segments_total{tier=\"1d\"}");
    }

    /** QRY36: plain SELECTs and joins on names. */
    @Test
    void views_show_buckets_and_points_under_their_names() {
        assertThat(fixture.jdbc
                        .sql(
                                "SELECT series || ' ' || field || ' ' || rollup_count || ' ' || avg || ' ' || coalesce(stddev, -1)"
                                        + " FROM platinum.series_1d WHERE bucket = '2022-03-01T00:00:00Z'")
                        .query(String.class)
                        .single())
                .isEqualTo("m value 1 2 -1");
        assertThat(fixture.jdbc
                        .sql(
                                "SELECT count(*) FROM raw.series_point WHERE series = 'm' AND value = 2 AND session_id IS NULL")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        for (String view : List.of(
                "bronze.series_1m",
                "silver.series_5m",
                "gold.series_1h",
                "platinum.series_1w",
                "platinum.series_1mo",
                "platinum.series_1y")) {
            assertThat(fixture.jdbc
                            .sql("SELECT count(*) FROM " + view)
                            .query(Integer.class)
                            .single())
                    .isGreaterThanOrEqualTo(0);
        }
    }

    private static TreeSet<String> relations(JsonNode explained) {
        TreeSet<String> names = new TreeSet<>();
        explained.findValuesAsString("Relation Name").forEach(names::add);
        return names;
    }
}
