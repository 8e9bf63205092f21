package io.varve.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The database under the service, for baselines and sizes. Every method uses a connection of its own. */
final class Database {

    private static final String SUPERUSER = "postgres";

    private final String url;
    private final String user;
    private final String password;
    private final long serverPid;

    Database(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.serverPid =
                one(Long.class, "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)::bigint", SUPERUSER);
    }

    /** As the role the service uses. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
        }
        return connection;
    }

    String version() {
        return one(String.class, "SHOW server_version");
    }

    /** The server's first process. */
    ProcessHandle server() {
        return ProcessHandle.of(serverPid).orElseThrow();
    }

    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The one value of the one row. */
    <T> T one(Class<T> type, String sql) {
        return one(type, sql, user);
    }

    /** The first column of all rows, as text. */
    List<String> list(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private <T> T one(Class<T> type, String sql, String role) {
        try (Connection connection = DriverManager.getConnection(url, role, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getObject(1, type);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Writes out what earlier work left dirty, so that nobody pays for it later. */
    void checkpoint() {
        asSuperuser("CHECKPOINT");
    }

    /** What autovacuum and the service's own maintenance do within minutes. */
    void vacuum() {
        asSuperuser("VACUUM (ANALYZE)");
    }

    private void asSuperuser(String sql) {
        try (Connection connection = DriverManager.getConnection(url, SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
