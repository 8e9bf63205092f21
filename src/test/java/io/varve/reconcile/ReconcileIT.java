package io.varve.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What agrees is said to agree; whatever was tampered with is found, named, repaired, and agrees again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReconcileIT {

    private static final List<String> SINGLE = List.of(
            "bronze.rollup_1m",
            "silver.rollup_5m",
            "gold.rollup_1h",
            "platinum.rollup_1d",
            "platinum.rollup_1w",
            "platinum.rollup_1mo",
            "platinum.rollup_1y");

    private Sediment sediment;

    @BeforeAll
    void start() {
        sediment = new Sediment();
    }

    @AfterAll
    void close() {
        sediment.close();
    }

    @Test
    void what_nobody_touched_agrees_in_every_tier() {
        sediment.agrees();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = ';',
            value = {
                "point_count; point_count + 1",
                "value_sum; value_sum + 1e-11 * point_count * greatest(abs(value_min), abs(value_max))",
                "value_sum; 'NaN'",
                "value_sum; 'Infinity'",
                "value_sum; -1.7e308",
                "value_m2; value_m2 * 1.01 + 1e-3",
                "value_min; value_min - 1e-6",
                "value_max; value_max + 1e-6",
                "first_time; first_time + interval '1 microsecond'",
                "first_source; first_source + 1",
                "first_value; first_value * (1 + 1e-15)",
                "last_time; last_time - interval '1 microsecond'",
                "last_source; last_source - 1",
                "last_value; -last_value"
            })
    void a_changed_partial_of_a_row_is_found_in_every_tier(String column, String value) {
        for (String table : SINGLE) {
            change("UPDATE %s SET %s = %s WHERE %s".formatted(table, column, value, oneRowOf(table)));
        }
        expect("value", column, Sediment.TIERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"value_sum", "value_m2", "value_min", "value_max", "first_value", "last_value"})
    void a_changed_value_inside_a_frame_is_found(String column) {
        for (String table : List.of("bronze.frame_1m", "silver.frame_5m")) {
            change("UPDATE %1$s SET %2$ss[2] = %2$ss[2] + 1 WHERE %3$s".formatted(table, column, oneFrameOf(table)));
        }
        expect("value", column, List.of("1m", "5m"));
    }

    @ParameterizedTest
    @CsvSource({
        "point_count, point_counts, point_count",
        "first_time, first_offsets, first_offset",
        "last_time, last_offsets, last_offset"
    })
    void a_changed_number_inside_a_frame_is_found(String column, String many, String one) {
        List<String> tables = List.of("bronze.frame_1m", "silver.frame_5m");
        for (String table : tables) {
            change("UPDATE %s SET %2$s = coalesce(%2$s, array_fill(%3$s, ARRAY[bucket_count])), %3$s = NULL WHERE %4$s"
                    .formatted(table, many, one, oneFrameOf(table)));
        }
        sediment.agrees();
        for (String table : tables) {
            change("UPDATE %1$s SET %2$s[2] = %2$s[2] + 1 WHERE %3$s".formatted(table, many, oneFrameOf(table)));
        }
        expect("value", column, List.of("1m", "5m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"first_source", "last_source"})
    void a_changed_source_inside_a_frame_is_found(String column) {
        for (String table : List.of("bronze.frame_1m", "silver.frame_5m")) {
            change("UPDATE %s SET %2$ss = array_fill(0::bigint, ARRAY[1]) || array_fill(7::bigint, ARRAY[1])"
                            .formatted(table, column)
                    + " || array_fill(0::bigint, ARRAY[bucket_count - 2]) WHERE " + oneFrameOf(table));
        }
        expect("value", column, List.of("1m", "5m"));
    }

    @Test
    void a_missing_row_is_found_in_every_tier() {
        SINGLE.forEach(table -> change("DELETE FROM %s WHERE %s".formatted(table, oneRowOf(table))));
        expect("missing", "point_count", Sediment.TIERS);
    }

    @Test
    void a_missing_frame_is_found_bucket_by_bucket() {
        change("DELETE FROM bronze.frame_1m WHERE " + oneFrameOf("bronze.frame_1m"));
        JsonNode answer = sediment.reconcile();
        assertThat(answer.get("mismatches").asLong()).isBetween(30L, 60L);
        assertThat(answer.get("tiers").get(0).get("mismatches")).isEqualTo(answer.get("mismatches"));
        expect("missing", "point_count", List.of("1m"));
    }

    @Test
    void a_row_that_hides_a_packed_bucket_with_points_is_found() {
        change("INSERT INTO bronze.rollup_1m SELECT series_id, frame, 0, 0, 0, 0, 0, frame, 0, 0, frame, 0, 0, now()"
                + " FROM bronze.frame_1m WHERE " + oneFrameOf("bronze.frame_1m"));
        expect("missing", "point_count", List.of("1m"));
    }

    @Test
    void a_surplus_row_is_found_in_every_tier() {
        for (int i = 0; i < SINGLE.size(); i++) {
            String table = SINGLE.get(i);
            String empty = i == 6 ? "bucket - interval '3 years'" : "bucket - interval '2 months'";
            change(
                    "INSERT INTO %s SELECT series_id, %s, point_count, value_sum, value_m2, value_min, value_max, first_time,"
                                    .formatted(table, i == 4 ? "bucket - interval '70 days'" : empty)
                            + " first_source, first_value, last_time, last_source, last_value, updated_at FROM " + table
                            + " WHERE " + oneRowOf(table));
        }
        expect("surplus", "point_count", Sediment.TIERS);
    }

    @Test
    void a_surplus_frame_is_found() {
        for (String table : List.of("bronze.frame_1m", "silver.frame_5m")) {
            change(("INSERT INTO %1$s SELECT f.* FROM %1$s AS o CROSS JOIN LATERAL jsonb_populate_record("
                            + "o, jsonb_build_object('frame', o.frame - interval '2 days')) AS f WHERE (o.series_id, o.frame)"
                            + " = (SELECT series_id, frame FROM %1$s ORDER BY 2 DESC, 1 LIMIT 1)")
                    .formatted(table));
        }
        expect("surplus", "point_count", List.of("1m", "5m"));
    }

    @Test
    void what_is_pending_is_counted_as_such_and_not_called_a_mismatch() {
        change("UPDATE gold.rollup_1h SET value_sum = 0 WHERE bucket = '2023-11-05 06:00Z' AND series_id = 1");
        assertThat(sediment.reconcile().get("mismatches").asLong()).isEqualTo(1);

        Instant inside = Instant.parse("2023-11-05T06:00:01Z");
        sediment.post(List.of(Sediment.point(inside, "x", 1), Sediment.point(inside, "y", 1)));
        JsonNode answer = sediment.reconcile();
        assertThat(answer.get("mismatches").asLong()).as(answer.toString()).isZero();
        for (JsonNode tier : answer.get("tiers")) {
            assertThat(tier.get("pending").asLong()).as(tier.toString()).isPositive();
        }
        sediment.refresh();
        sediment.agrees();
    }

    /** One row of the table, the same one each time, that is stored and not hidden. */
    private static String oneRowOf(String table) {
        return "(series_id, bucket) = (SELECT series_id, bucket FROM %s WHERE point_count > 1 ORDER BY 2 DESC, 1 LIMIT 1)"
                .formatted(table);
    }

    private static String oneFrameOf(String table) {
        return "(series_id, frame) = (SELECT series_id, frame FROM %s ORDER BY 2 DESC, 1 LIMIT 1)".formatted(table);
    }

    private void change(String sql) {
        assertThat(sediment.jdbc.sql(sql).update()).as(sql).isEqualTo(1);
    }

    /** Exactly these tiers are said to disagree, for that reason; repaired and refreshed, nothing does. */
    private void expect(String kind, String column, List<String> tiers) {
        JsonNode answer = sediment.repair();
        TreeSet<String> found = new TreeSet<>();
        for (JsonNode detail : answer.get("details")) {
            assertThat(detail.get("kind").asString()).as(detail.toString()).isEqualTo(kind);
            assertThat(detail.get("column").asString()).as(detail.toString()).isEqualTo(column);
            assertThat(detail.get("series").asString()).isEqualTo("t");
            assertThat(detail.get("tags").get("host").asString()).isIn("x", "y");
            found.add(detail.get("tier").asString());
        }
        assertThat(found).as(answer.toString()).isEqualTo(new TreeSet<>(tiers));
        assertThat(answer.get("mismatches").asLong()).isGreaterThanOrEqualTo(tiers.size());
        assertThat(answer.get("repaired")).isEqualTo(answer.get("mismatches"));
        assertThat(sediment.rows("rollup.invalidation")).isPositive();
        sediment.refresh();
        sediment.agrees();
    }
}
