package io.varve.crash;

import static org.awaitility.Awaitility.await;

import io.varve.database.DisposableServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Closed in front of a {@link Point}: whoever comes there waits for an advisory lock that this holds, and the test sees who
 * does. An open gate costs a function call.
 */
final class Gate implements AutoCloseable {

    private static final int KIND = 4711;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Connection connection;
    private final JdbcClient jdbc;
    private final int kind;
    private final Point point;

    /** Puts triggers for all points into the database. The one of DROP TABLE can only be made by a superuser. */
    static void install(DisposableServer server) {
        JdbcClient owner = JdbcClient.create(server.dataSource(server.username()));
        String lock = " PERFORM pg_advisory_xact_lock_shared(" + KIND
                + " + coalesce(nullif(current_setting('crash.instance', true), ''), '0')::integer, %s);";
        owner.sql("CREATE FUNCTION crash.pass() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF current_setting('application_name') = TG_ARGV[1] THEN"
                        + lock.formatted("TG_ARGV[0]::integer") + " END IF; RETURN NULL; END $$")
                .update();
        for (Point point : Point.values()) {
            String trigger = point.trigger();
            if (trigger != null) {
                owner.sql(trigger).update();
            }
        }
        JdbcClient superuser = JdbcClient.create(server.dataSource("postgres"));
        superuser
                .sql("CREATE FUNCTION crash.pass_drop() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + lock.formatted(Point.BETWEEN_FLOOR_AND_DROP.ordinal()) + " END $$")
                .update();
        superuser
                .sql("CREATE EVENT TRIGGER crash_drop ON ddl_command_start WHEN TAG IN ('DROP TABLE')"
                        + " EXECUTE FUNCTION crash.pass_drop()")
                .update();
    }

    /** Once who is there already has ended. */
    static Gate close(DisposableServer server, int instance, Point point) {
        try {
            return new Gate(server.dataSource("postgres").getConnection(), KIND + instance, point);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Gate(Connection connection, int kind, Point point) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        this.kind = kind;
        this.point = point;
        jdbc.sql("SELECT pg_advisory_lock(?, ?)").params(kind, point.ordinal()).query(rows -> {});
    }

    /** Waits until a session stands at the gate; its process. */
    int awaitWaiting() {
        await(point.toString())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !waiting().isEmpty());
        return waiting().stream().findFirst().orElseGet(this::awaitWaiting);
    }

    private List<Integer> waiting() {
        return jdbc.sql("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND NOT granted"
                        + " AND classid = ?::bigint::oid AND objid = ?::bigint::oid ORDER BY waitstart, pid")
                .params(kind, point.ordinal())
                .query(Integer.class)
                .list();
    }

    /** Lets all pass. Also when the server has been gone meanwhile, and the lock with it. */
    void open() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        open();
    }
}
