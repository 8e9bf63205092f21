package io.varve.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.support.SettableClock;
import io.varve.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Each test has a database of its own: what is to analyze depends on all that happened before. */
class PartitionMaintenanceIT {

    private static final PartitionProperties PROPERTIES =
            new PartitionProperties(Duration.ofMinutes(1), 100, 0.1, Duration.ofDays(1));

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.jdbc();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T00:00:00Z"));
    private final PartitionMaintenance maintenance = new PartitionMaintenance(
            jdbc, new TransactionTemplate(new DataSourceTransactionManager(database.dataSource())), clock, PROPERTIES);

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void partitions_follow_the_clock() {
        assertThat(maintenance.makeAhead()).isPositive();
        assertThat(maintenance.makeAhead()).isZero();
        clock.set(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(maintenance.makeAhead()).isEqualTo(3);
    }

    @Test
    void a_bulk_load_is_followed_by_fresh_statistics_of_its_partition_and_its_table() throws SQLException {
        new PartitionSql(jdbc).ensure("2020-01-15T00:00:00Z", "2020-02-15T00:00:00Z");
        load("2020-01-01", 20_000);
        load("2020-02-01", 50);

        assertThat(maintenance.analyze()).containsExactly("raw.chunk_p20200101");
        assertThat(maintenance.analyze()).containsExactly("raw.chunk");
        assertThat(jdbc.sql("SELECT row_estimate FROM ops.partition_stats WHERE partition_name = 'chunk_p20200101'")
                        .query(Long.class)
                        .single())
                .isEqualTo(20_000);
        assertThat(jdbc.sql("SELECT tablename FROM pg_stats WHERE attname = 'series_id' AND schemaname = 'raw'")
                        .query(String.class)
                        .set())
                .containsAll(Set.of("chunk", "chunk_p20200101"));
        assertThat(maintenance.analyze()).isEmpty();

        load("2020-01-20", 200);
        assertThat(maintenance.analyze()).as("less than a tenth changed").isEmpty();
    }

    @Test
    void another_instance_that_analyzes_is_left_to_it() throws SQLException {
        new PartitionSql(jdbc).ensure("2021-01-15T00:00:00Z");
        load("2021-01-01", 200);
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(rollup.lock_key(5, 0, 1))");
            }
            assertThat(maintenance.analyze()).isEmpty();
            other.rollback();
        }
        assertThat(maintenance.analyze()).contains("raw.chunk_p20210101");
    }

    @Test
    void partition_statistics_list_real_partitions_with_range_size_and_rows() throws SQLException {
        new PartitionSql(jdbc).ensure("2022-01-15T00:00:00Z");
        load("2022-01-01", 1_000);
        jdbc.sql("ANALYZE raw.chunk_p20220101").update();

        assertThat(jdbc.sql("""
                        SELECT schema_name || '.' || table_name || ' ' || (from_time AT TIME ZONE 'UTC')::date || ' '
                               || (to_time AT TIME ZONE 'UTC')::date || ' ' || row_estimate || ' '
                               || (total_bytes > index_bytes AND index_bytes > 0) || ' '
                               || (bytes_per_row BETWEEN 40 AND 400) || ' ' || (analyzed_at IS NOT NULL)
                        FROM ops.partition_stats WHERE partition_name = 'chunk_p20220101'""").query(String.class).single())
                .isEqualTo("raw.chunk 2022-01-01 2022-02-01 1000 true true true");
        assertThat(jdbc.sql("SELECT count(*) FROM ops.partition_stats s WHERE NOT EXISTS ("
                                + "SELECT FROM pg_class c WHERE c.relname = s.partition_name AND c.relispartition)")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** The statistics of a session reach the others when it ends, at the latest. */
    private void load(String day, int points) throws SQLException {
        try (Connection session = database.dataSource().getConnection();
                Statement statement = session.createStatement()) {
            statement.execute("INSERT INTO raw.chunk (series_id, hour, point_count, first_time, last_time)"
                    + " SELECT n, t, 1, t, t FROM (SELECT timestamptz '" + day + "Z' AS t) AS p, generate_series(1, "
                    + points + ") AS n");
        }
        awaitModifications(day.substring(0, 8).replace("-", "") + "01", points);
    }

    private void awaitModifications(String partition, int points) {
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> jdbc.sql("""
                        SELECT EXISTS (SELECT FROM pg_stat_user_tables WHERE relname = ? AND n_mod_since_analyze >= ?)""")
                        .params("chunk_p" + partition, points)
                        .query(Boolean.class)
                        .single());
    }
}
