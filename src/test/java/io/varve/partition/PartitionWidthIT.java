package io.varve.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.varve.support.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Prior art's D20: partitions as wide as the rate and the size of rows ask for, of which nothing is made up. */
class PartitionWidthIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");

    /** Bytes a second: autovacuum adds a page or two to maps of tables whenever it likes; what is loaded here are megabytes. */
    private static final Offset<Double> SOME_PAGES = offset(0.2);

    private static final String GROWTH = "SELECT (ops.layer_growth(0, '" + NOW + "')).bytes_per_second";

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.jdbc();
    private final PartitionSql sql = new PartitionSql(jdbc);

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 1 hour, 1 year, 1 year",
        "8, 1 hour, 1 year, 1 year",
        "20, 1 hour, 1 year, 3 mons",
        "100, 1 hour, 1 year, 1 mon",
        "400, 1 hour, 1 year, 7 days",
        "400, 1 mon, 1 year, 1 mon",
        "3000, 1 hour, 1 year, 1 day",
        "55000, 1 hour, 1 year, 01:00:00",
        "1000000, 1 hour, 1 year, 01:00:00",
        "1000000, 10 hours, 1 year, 12:00:00",
        "0.1, 1 hour, 25 days, 7 days",
    })
    void a_partition_is_as_wide_as_256_mb_are_but_within_bounds(double rate, String least, String most, String width) {
        assertThat(jdbc.sql("SELECT ops.fitting_width(?, 268435456, ?::interval, ?::interval)::text")
                        .params(rate, least, most)
                        .query(String.class)
                        .single())
                .isEqualTo(width);
    }

    @Test
    void d20_partitions_to_come_get_the_measured_width_and_those_that_exist_stay() {
        fill();
        sql.ensureAhead(NOW.toString());
        List<String> before = sql.partitionsOf("raw.chunk");
        assertThat(optimize(268_435_456))
                .as("of rows that are few, widened")
                .allMatch(row -> row.startsWith("1 mon, 1 year, 2025-09-01") || row.startsWith("1 year, 1 year, null"));

        // From now on rows go after a hundred days.
        jdbc.sql(
                        "UPDATE rollup.floor SET position = ?::timestamptz - interval '100 days', generation = 1 WHERE layer_id = 0")
                .param(NOW.toString())
                .update();
        assertThat(optimize(150_000)).first().asString().startsWith("1 year, 12:00:00, 2025-09-01");
        assertThat(jdbc.sql("SELECT reason FROM ops.partition_width WHERE table_name = 'chunk'")
                        .query(String.class)
                        .single())
                .matches("[0-9]+ bytes per second of data, [0-9]+ per row: .* in 12:00:00, 146 kB were to fit.*");
        assertThat(optimize(150_000)).as("a second time").first().asString().startsWith("12:00:00, 12:00:00, null");
        assertThat(sql.partitionsOf("raw.chunk")).isEqualTo(before);
        sql.ensureAhead("2025-08-31T20:00:00Z");
        assertThat(sql.partitionsOf("raw.chunk"))
                .containsAll(before)
                .contains(
                        "chunk_p20250901 [2025-09-01 00:00:00, 2025-09-01 12:00:00)",
                        "chunk_p20250901_12 [2025-09-01 12:00:00, 2025-09-02 00:00:00)");

        jdbc.sql("SELECT ops.change_partition_width('raw', 'chunk', '7 days', '2025-09-03 05:00Z', 1, 1, 1, 'test')")
                .query(row -> {});
        Partitions partitions = new Partitions(jdbc);
        long start = Instant.parse("2025-08-30T00:30:00Z").getEpochSecond();
        partitions.ensure(LongStream.range(0, 24 * 30)
                .map(hour -> (start + hour * 3600) * 1_000_000)
                .toArray());
        assertThat(seams("chunk")).isEqualTo("0 gaps, 0 overlaps");
        write("2025-08-31T23:00:00Z", "2025-09-01T00:00:00Z", "2025-09-01T12:00:00Z", "2025-09-20T00:00:00Z");
        assertThat(jdbc.sql("SELECT tableoid::regclass::text FROM raw.chunk WHERE hour > '2025-08-01Z' ORDER BY hour")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "raw.chunk_p20250801", "raw.chunk_p20250901", "raw.chunk_p20250901_12", "raw.chunk_p20250915");
        // What is far away, before and after, has the widths of its time.
        sql.ensure("2025-02-05T00:00:00Z", "2150-01-01T05:00:00Z");
        assertThat(sql.partitionsOf("raw.chunk")).anyMatch(partition -> partition.startsWith("chunk_p21491229 "));
        assertThat(partitions("gold.rollup_1h")).isEqualTo(partitions("platinum.rollup_1d"));
    }

    /** Points may be years ahead: they say nothing of what comes in now. */
    @Test
    void what_lies_ahead_is_no_growth() {
        fill();
        double before = jdbc.sql(GROWTH).query(Double.class).single();
        chunks("2030-01-01T00:00:00Z", 20_000);
        assertThat(jdbc.sql(GROWTH).query(Double.class).single()).isPositive().isCloseTo(before, SOME_PAGES);
    }

    @Test
    void where_there_is_no_partition_yet_the_width_begins_with_the_next_one() {
        assertThat(jdbc.sql(
                                "SELECT ops.change_partition_width('raw', 'chunk', '7 days', '2101-05-05 05:00Z', 1, 1, 1, 'test')"
                                        + " AT TIME ZONE 'UTC'")
                        .query(String.class)
                        .single())
                .startsWith("2101-06-01 00:00:00");
    }

    @Test
    void what_came_in_long_ago_is_no_growth_either() {
        fill();
        chunks("2025-05-10T00:00:00Z", 1);
        chunks("2025-04-10T00:00:00Z", 1);
        double before = jdbc.sql(GROWTH).query(Double.class).single();
        chunks("2024-01-10T00:00:00Z", 20_000);
        assertThat(jdbc.sql(GROWTH).query(Double.class).single()).isPositive().isCloseTo(before, SOME_PAGES);
    }

    @Test
    void what_is_kept_for_ever_is_made_no_narrower_than_it_was_at_first() {
        fill();
        assertThat(optimize(150_000)).first().asString().startsWith("1 mon, 1 mon, null");
        assertThat(optimize(268_435_456)).first().asString().startsWith("1 mon, 1 year, ");
        assertThat(optimize(150_000)).first().asString().startsWith("1 year, 1 mon, ");
    }

    @Test
    void what_is_removed_in_time_goes_by_at_least_four() {
        fill();
        jdbc.sql("UPDATE rollup.floor SET position = ?::timestamptz - interval '100 days' WHERE layer_id = 0")
                .param(NOW.toString())
                .update();
        assertThat(optimize(268_435_456)).first().asString().startsWith("1 mon, 7 days, ");
    }

    @Test
    void of_fewer_than_a_thousand_rows_nothing_can_be_told() {
        chunks("2025-06-01T00:00:00Z", 500);
        chunks("2025-06-09T00:00:00Z", 400);
        assertThat(optimize(268_435_456)).first().asString().contains("too little is stored");
        chunks("2025-06-08T00:00:00Z", 100);
        assertThat(optimize(268_435_456)).first().asString().startsWith("1 mon, 1 year, ");
    }

    @Test
    void what_is_hardly_filled_or_has_no_partitions_is_left_alone() {
        assertThat(optimize(1)).allMatch(row -> row.endsWith("too little is stored to tell how fast it grows"));
        for (String tier : List.of("1w", "nonsense")) {
            assertThatThrownBy(() -> jdbc.sql("SELECT * FROM ops.optimize_partition_interval(?)")
                            .param(tier)
                            .query(row -> {}))
                    .hasMessageContaining("has no partitions");
        }
        assertThatThrownBy(() -> optimize(0)).hasMessageContaining("is not a size");
    }

    @Test
    void partition_stats_lists_partitions_and_nothing_else() {
        fill();
        jdbc.sql("CREATE TABLE raw.chunk_look_alike (a integer)").update();
        assertThat(jdbc.sql("SELECT DISTINCT layer || ' ' || table_name FROM ops.partition_stats ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "1d profile_1d",
                        "1d rollup_1d",
                        "1h profile_1h",
                        "1h rollup_1h",
                        "1m frame_1m",
                        "5m frame_5m",
                        "raw chunk",
                        "raw point_metadata");
        assertThat(jdbc.sql("SELECT count(*) FROM ops.partition_stats")
                        .query(Long.class)
                        .single())
                .isEqualTo(jdbc.sql("SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r'")
                        .query(Long.class)
                        .single());
        assertThat(jdbc.sql("SELECT sum(row_estimate)::bigint FROM ops.partition_stats")
                        .query(Long.class)
                        .single())
                .isEqualTo(7200);
    }

    /** An hour of so many series. */
    private void chunks(String hour, int count) {
        sql.ensure(hour);
        jdbc.sql("INSERT INTO raw.chunk (series_id, hour, point_count, first_time, last_time)"
                        + " SELECT s, h, 1, h, h FROM generate_series(1, ?) AS s, CAST(? AS timestamptz) AS h")
                .params(count, hour)
                .update();
        jdbc.sql("ANALYZE raw.chunk").update();
    }

    /** A hundred series for three days up to now. */
    private void fill() {
        sql.ensure("2025-06-08T00:00:00Z");
        jdbc.sql("INSERT INTO raw.chunk (series_id, hour, point_count, first_time, last_time)"
                        + " SELECT s, h, 1, h, h FROM generate_series(1, 100) AS s,"
                        + " generate_series(?::timestamptz - interval '71 hours', ?::timestamptz, '1 hour') AS h")
                .params(NOW.toString(), NOW.toString())
                .update();
        jdbc.sql("ANALYZE raw.chunk").update();
    }

    private List<String> optimize(long target) {
        return jdbc.sql(
                        "SELECT concat_ws(', ', was, width, coalesce((from_time AT TIME ZONE 'UTC')::date::text, 'null'), reason)"
                                + " FROM ops.optimize_partition_interval('raw', ?, ?::timestamptz)")
                .params(target, NOW.toString())
                .query(String.class)
                .list();
    }

    private void write(String... hours) {
        for (String hour : hours) {
            jdbc.sql("INSERT INTO raw.chunk (series_id, hour, point_count, first_time, last_time)"
                            + " SELECT 1, t, 1, t, t FROM (SELECT ?::timestamptz) AS p (t)")
                    .param(hour)
                    .update();
        }
    }

    /** Among the partitions of three months. */
    private String seams(String table) {
        return jdbc.sql("""
                        SELECT count(*) FILTER (WHERE next > to_time) || ' gaps, ' || count(*) FILTER (WHERE next < to_time) || ' overlaps'
                        FROM (
                            SELECT p.to_time, lead(p.from_time) OVER (ORDER BY p.from_time) AS next
                            FROM ops.partition AS p
                            WHERE p.table_name = ? AND p.from_time BETWEEN '2025-06-01Z' AND '2025-09-28Z'
                        ) AS s""").param(table).query(String.class).single();
    }

    private List<String> partitions(String table) {
        return sql.partitionsOf(table).stream()
                .map(partition -> partition.substring(partition.indexOf('[')))
                .toList();
    }
}
