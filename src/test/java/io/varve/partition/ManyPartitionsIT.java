package io.varve.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Eighteen years of points on a server with default lock settings. */
@ExtendWith(DatabaseExtension.class)
class ManyPartitionsIT {

    private static final int YEARS = 18;

    @BeforeAll
    static void eighteen_years_with_a_point_a_month(TestDatabase database) {
        new PartitionSql(database.jdbc()).ensureYears(2008, 2008 + YEARS);
        database.jdbc()
                .sql("INSERT INTO raw.chunk (series_id, hour, point_count, first_time, last_time) SELECT 1, t, 1, t, t "
                        + "FROM generate_series('2008-01-15Z'::timestamptz, '2025-12-15Z', '1 month') t")
                .update();
    }

    private final TestDatabase database;
    private final JdbcClient jdbc;

    ManyPartitionsIT(TestDatabase database) {
        this.database = database;
        this.jdbc = database.jdbc();
    }

    @Test
    void no_table_has_more_than_250_partitions() {
        assertThat(jdbc.sql("SELECT count(*) FROM ops.partition GROUP BY schema_name, table_name")
                        .query(Integer.class)
                        .list())
                .hasSize(8)
                .allMatch(count -> count < 250)
                .contains(YEARS * 12);
    }

    @Test
    void the_plan_has_only_the_partitions_of_its_range() {
        String plan = String.join(
                "\n",
                jdbc.sql("EXPLAIN SELECT sum(point_count) FROM raw.chunk "
                                + "WHERE series_id = 1 AND hour >= '2012-02-01Z' AND hour < '2012-04-01Z'")
                        .query(String.class)
                        .list());

        assertThat(plan).contains("chunk_p20120201", "chunk_p20120301");
        assertThat(plan).doesNotContain("chunk_p20120101", "chunk_p20120401", "chunk_p20080101");
    }

    @Test
    void eight_sessions_can_read_everything_at_once_with_default_locks() throws SQLException {
        assertThat(jdbc.sql("SHOW max_locks_per_transaction")
                        .query(Integer.class)
                        .single())
                .isEqualTo(64);
        List<Connection> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Connection session = database.dataSource().getConnection();
                session.setAutoCommit(false);
                sessions.add(session);
                assertThat(number(session, "SELECT count(*) FROM raw.chunk")).isEqualTo(YEARS * 12L);
            }
            long locks = number(sessions.get(0), "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()");
            assertThat(locks).isGreaterThan(YEARS * 12L).isLessThan(800);
        } finally {
            for (Connection session : sessions) {
                session.close();
            }
        }
    }

    private static long number(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
