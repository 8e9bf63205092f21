package io.varve.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(DatabaseExtension.class)
class EnsurePartitionsIT {

    private final JdbcClient jdbc;
    private final PartitionSql partitions;

    EnsurePartitionsIT(TestDatabase database) {
        this.jdbc = database.jdbc();
        this.partitions = new PartitionSql(jdbc);
    }

    @ParameterizedTest
    @CsvSource({
        "1900-01-01T00:00:00Z, chunk_p19000101, rollup_1h_p19000101",
        "1969-12-31T23:59:59.999999Z, chunk_p19691201, rollup_1h_p19690101",
        "1970-01-01T00:00:00Z, chunk_p19700101, rollup_1h_p19700101",
        "2000-02-29T12:00:00Z, chunk_p20000201, rollup_1h_p20000101",
        "2024-02-29T23:59:59.999999Z, chunk_p20240201, rollup_1h_p20240101",
        "2024-03-01T00:00:00Z, chunk_p20240301, rollup_1h_p20240101",
        "2024-12-31T23:59:59.999999Z, chunk_p20241201, rollup_1h_p20240101",
        "2025-01-01T00:00:00Z, chunk_p20250101, rollup_1h_p20250101",
        "2025-01-01T00:00:00+05:30, chunk_p20241201, rollup_1h_p20240101",
        "2199-12-31T23:59:59.999999Z, chunk_p21991201, rollup_1h_p21990101",
    })
    void a_time_gets_its_month_and_its_year_of_utc(String time, String month, String year) {
        partitions.ensure(time);

        jdbc.sql(
                        "INSERT INTO raw.chunk (series_id, hour, point_count, first_time, last_time) SELECT 1, t, 1, t, t FROM (SELECT ?::timestamptz AS t) AS p")
                .param(time)
                .update();
        assertThat(jdbc.sql("SELECT tableoid::regclass::text FROM raw.chunk WHERE hour = ?::timestamptz")
                        .param(time)
                        .query(String.class)
                        .single())
                .isEqualTo("raw." + month);
        assertThat(jdbc.sql("""
                        SELECT partition_name FROM ops.partition
                        WHERE table_name = 'rollup_1h' AND from_time <= ?::timestamptz AND to_time > ?::timestamptz""").params(time, time).query(String.class).single())
                .isEqualTo(year);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1899-12-31T23:59:59.999999Z", "2200-01-01T00:00:00Z", "-infinity", "infinity", "0044-03-15 BC"})
    void a_time_outside_1900_to_2200_is_refused(String time) {
        assertThatThrownBy(() -> partitions.ensure("2020-05-05T00:00:00Z", time))
                .satisfies(failure -> assertThat(sqlState(failure)).isEqualTo("VA025"));
        assertThat(partitions.partitionsOf("raw.chunk"))
                .noneMatch(partition -> partition.startsWith("chunk_p20200501"));
    }

    @Test
    void what_exists_is_not_made_again() {
        assertThat(partitions.ensure("2010-06-15T00:00:00Z", "2010-06-30T23:59:59Z"))
                .isEqualTo(8);
        assertThat(partitions.ensure("2010-06-01T00:00:00Z")).isZero();
        assertThat(partitions.ensure("2010-07-01T00:00:00Z")).isEqualTo(3);
        assertThat(partitions.ensure()).isZero();
    }

    @Test
    void every_table_of_the_layout_can_hold_the_time_and_partitions_are_built_like_their_table() {
        partitions.ensure("2011-01-31T00:00:00Z");

        assertThat(jdbc.sql("""
                        SELECT count(*) FROM ops.partition_layout l WHERE EXISTS (
                            SELECT FROM ops.partition p WHERE p.schema_name = l.schema_name
                            AND p.table_name = l.table_name
                            AND p.from_time <= '2011-01-31Z' AND p.to_time > '2011-01-31Z')""").query(Integer.class).single()).isEqualTo(8);
        assertThat(indexes("raw.chunk_p20110101")).isEqualTo(indexes("raw.chunk"));
        assertThat(indexes("platinum.rollup_1d_p20110101")).isEqualTo(indexes("platinum.rollup_1d"));
    }

    @Test
    void a_partition_made_by_hand_under_another_name_counts() {
        jdbc.sql("CREATE TABLE raw.by_hand (LIKE raw.chunk INCLUDING ALL)").update();
        jdbc.sql("ALTER TABLE raw.chunk ATTACH PARTITION raw.by_hand "
                        + "FOR VALUES FROM ('1950-01-01Z') TO ('1951-01-01Z')")
                .update();

        partitions.ensure("1950-07-01T00:00:00Z");

        assertThat(partitions.partitionsOf("raw.chunk"))
                .contains("by_hand [1950-01-01 00:00:00, 1951-01-01 00:00:00)")
                .noneMatch(partition -> partition.startsWith("chunk_p1950"));
    }

    @Test
    void a_name_that_is_taken_is_an_error_and_not_passed_over() {
        jdbc.sql("CREATE TABLE raw.chunk_p19550101 (note text)").update();

        assertThatThrownBy(() -> partitions.ensure("1955-01-01T00:00:00Z"))
                .satisfies(failure -> assertThat(sqlState(failure)).isIn("VA026", "42P07"));
    }

    @Test
    void partitions_are_made_ahead_of_time_as_far_as_the_layout_asks_for() {
        partitions.ensureAhead("2030-11-21T10:00:00Z");

        assertThat(partitions.partitionsOf("bronze.frame_1m"))
                .filteredOn(partition -> partition.compareTo("frame_1m_p203") > 0)
                .filteredOn(partition -> partition.compareTo("frame_1m_p204") < 0)
                .containsExactly(
                        "frame_1m_p20301101 [2030-11-01 00:00:00, 2030-12-01 00:00:00)",
                        "frame_1m_p20301201 [2030-12-01 00:00:00, 2031-01-01 00:00:00)",
                        "frame_1m_p20310101 [2031-01-01 00:00:00, 2031-02-01 00:00:00)");
        assertThat(partitions.partitionsOf("gold.rollup_1h"))
                .contains(
                        "rollup_1h_p20300101 [2030-01-01 00:00:00, 2031-01-01 00:00:00)",
                        "rollup_1h_p20310101 [2031-01-01 00:00:00, 2032-01-01 00:00:00)")
                .noneMatch(partition -> partition.startsWith("rollup_1h_p2032"));
        assertThat(partitions.ensureAhead("2030-11-30T23:59:59Z")).isZero();
    }

    @Test
    void ahead_of_the_last_month_stops_at_2200() {
        partitions.ensureAhead("2199-12-15T00:00:00Z");

        assertThat(partitions.partitionsOf("raw.chunk"))
                .noneMatch(partition -> partition.startsWith("chunk_p22"))
                .contains("chunk_p21991201 [2199-12-01 00:00:00, 2200-01-01 00:00:00)");
    }

    @Test
    void points_far_ahead_do_not_keep_partitions_for_now_from_being_made() {
        partitions.ensure("2150-01-01T00:00:00Z");
        jdbc.sql(
                        "INSERT INTO raw.chunk (series_id, hour, point_count, first_time, last_time) VALUES (1, '2150-01-01Z', 1, '2150-01-01Z', '2150-01-01Z')")
                .update();

        partitions.ensureAhead("2040-05-05T00:00:00Z");

        assertThat(partitions.partitionsOf("raw.chunk"))
                .contains("chunk_p20400701 [2040-07-01 00:00:00, 2040-08-01 00:00:00)")
                .noneMatch(partition -> partition.startsWith("chunk_p215002"));
    }

    private String indexes(String table) {
        return jdbc.sql("""
                        SELECT string_agg(method, '; ' ORDER BY method)
                        FROM (SELECT regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', '') AS method
                              FROM pg_index WHERE indrelid = ?::regclass) AS index""").param(table).query(String.class).single();
    }

    private static String sqlState(Throwable failure) {
        return ((SQLException) ((DataAccessException) failure).getMostSpecificCause()).getSQLState();
    }
}
