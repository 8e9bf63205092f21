package io.varve.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class EnsurePartitionsConcurrencyIT {

    private final TestDatabase database;
    private final PartitionSql partitions;

    EnsurePartitionsConcurrencyIT(TestDatabase database) {
        this.database = database;
        this.partitions = new PartitionSql(database.jdbc());
    }

    @Test
    void the_second_of_two_callers_waits_and_finds_the_partition_made() throws Exception {
        try (Connection first = session()) {
            assertThat(ensure(first, "2001-01-15Z")).isEqualTo(8);
            CompletableFuture<Integer> second =
                    CompletableFuture.supplyAsync(() -> partitions.ensure("2001-01-20T00:00:00Z"));
            awaitAdvisoryWaiter();
            first.commit();

            assertThat(second.get(60, TimeUnit.SECONDS)).isZero();
        }
        assertThat(partitions.partitionsOf("raw.chunk"))
                .contains("chunk_p20010101 [2001-01-01 00:00:00, 2001-02-01 00:00:00)");
    }

    @Test
    void a_running_reader_and_writer_do_not_keep_partitions_from_being_made() throws Exception {
        partitions.ensure("2002-01-15T00:00:00Z");
        try (Connection busy = session();
                Connection creator = session()) {
            execute(busy, "SELECT count(*) FROM raw.chunk");
            insert(busy, "2002-01-15Z");

            assertThat(ensure(creator, "2002-02-15Z")).isEqualTo(3);
            creator.commit();

            insert(busy, "2002-02-15Z");
            busy.commit();
        }
        assertThat(database.jdbc()
                        .sql("SELECT count(*) FROM raw.chunk WHERE hour >= '2002-01-01Z' AND hour < '2003-01-01Z'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void partitions_being_made_keep_no_reader_and_no_writer_waiting() throws Exception {
        partitions.ensure("2003-01-15T00:00:00Z");
        try (Connection creator = session();
                Connection busy = session()) {
            assertThat(ensure(creator, "2003-02-15Z")).isEqualTo(3);

            insert(busy, "2003-01-15Z");
            execute(busy, "SELECT count(*) FROM raw.chunk");
            busy.commit();
            creator.commit();
        }
    }

    @Test
    void where_nothing_is_missing_nobody_waits() throws Exception {
        partitions.ensure("2004-01-15T00:00:00Z");
        try (Connection creator = session();
                Connection other = session()) {
            assertThat(ensure(creator, "2004-02-15Z")).isEqualTo(3);
            assertThat(ensure(other, "2004-01-20Z")).isZero();
        }
    }

    /** A session in a transaction that fails rather than wait for a lock. */
    private Connection session() throws SQLException {
        Connection connection = database.dataSource().getConnection();
        execute(connection, "SET lock_timeout = '5s'");
        connection.setAutoCommit(false);
        return connection;
    }

    private static int ensure(Connection connection, String time) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT ops.ensure_partitions(ARRAY['" + time + "'::timestamptz])")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void awaitAdvisoryWaiter() {
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> database.jdbc()
                        .sql("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                                + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))")
                        .query(Boolean.class)
                        .single());
    }

    private static void insert(Connection session, String hour) throws SQLException {
        execute(
                session,
                "INSERT INTO raw.chunk (series_id, hour, point_count, first_time, last_time)"
                        + " SELECT 1, t, 1, t, t FROM (SELECT timestamptz '" + hour + "' AS t) AS p");
    }
}
