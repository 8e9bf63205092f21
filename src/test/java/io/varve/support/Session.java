package io.varve.support;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One database session driven step by step, for tests in which two of them take turns. A step that must wait runs on the
 * session's own thread; {@link #awaitBlocked} returns once the server says that it waits for a lock.
 */
public final class Session implements AutoCloseable {

    private final TestDatabase database;
    private final Connection connection;
    private final JdbcClient jdbc;
    private final int pid;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private Session(TestDatabase database, Connection connection) {
        this.database = database;
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        this.pid = jdbc.sql("SELECT pg_backend_pid()").query(Integer.class).single();
    }

    public static Session open(TestDatabase database) {
        return open(database, database.dataSource());
    }

    /** A session of another role. */
    public static Session open(TestDatabase database, DataSource role) {
        try {
            return new Session(database, role.getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A session that stops at the test's {@link PausePoint}s. */
    public static Session pausable(TestDatabase database) {
        Session session = open(database);
        session.run("SET application_name = '" + PausePoint.APPLICATION_NAME + "'");
        return session;
    }

    public int pid() {
        return pid;
    }

    public Session begin() {
        run("BEGIN ISOLATION LEVEL READ COMMITTED");
        return this;
    }

    /** Begins a transaction that reads all along what there is now, as a report or a dump does. */
    public Session snapshot() {
        run("BEGIN ISOLATION LEVEL REPEATABLE READ");
        one(Integer.class, "SELECT 1");
        return this;
    }

    public void commit() {
        run("COMMIT");
    }

    public void rollback() {
        run("ROLLBACK");
    }

    public void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public <T> @Nullable T one(Class<T> type, String sql, Object... params) {
        return jdbc.sql(sql).params(params).query(type).optional().orElse(null);
    }

    public <T> List<T> all(Class<T> type, String sql) {
        return jdbc.sql(sql).query(type).list();
    }

    /** Starts a step on the session's own thread; its result is had by {@link #result}. */
    public <T> Future<@Nullable T> start(Class<T> type, String sql, Object... params) {
        return thread.submit(() -> one(type, sql, params));
    }

    /** Returns once the session's current step waits for a lock of another session. */
    public void awaitBlocked() {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> database.jdbc()
                        .sql("SELECT cardinality(pg_blocking_pids(?)) > 0")
                        .param(pid)
                        .query(Boolean.class)
                        .single());
    }

    public static <T> @Nullable T result(Future<@Nullable T> step) {
        try {
            return step.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
