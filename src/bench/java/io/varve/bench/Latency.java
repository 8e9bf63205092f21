package io.varve.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.concurrent.Callable;

/** How long one thing takes again and again, over one connection. */
final class Latency {

    private static final int LEAST = 3;
    private static final int MOST = 2000;

    private Latency() {}

    /** Repeats for so many seconds, after half of that to warm up, at least three times each. */
    static Timing of(Callable<Load.Connection> opener, double seconds) throws Exception {
        Load.Connection connection = opener.call();
        try {
            repeat(connection, seconds / 2);
            return repeat(connection, seconds);
        } finally {
            connection.close();
        }
    }

    private static Timing repeat(Load.Connection connection, double seconds) throws Exception {
        Timing timing = new Timing();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int i = 0; i < LEAST || (i < MOST && System.nanoTime() < end); i++) {
            timing.record(connection, i);
        }
        return timing;
    }

    /** A GET over HTTP. */
    static Callable<Load.Connection> get(Service service, String path) {
        return () -> {
            HttpConnection http = new HttpConnection(service.port());
            return new Load.Connection() {
                @Override
                public void perform(int task) throws Exception {
                    http.get(path);
                }

                @Override
                public void close() throws Exception {
                    http.close();
                }
            };
        };
    }

    private static void readAll(ResultSet rows) throws SQLException {
        while (rows.next()) {
            rows.getObject(1);
        }
    }

    /** A prepared statement, the last if there are several, all of its rows read. */
    static Callable<Load.Connection> query(Database database, Prepared prepared, String... settings) {
        return () -> {
            Connection connection = database.connect();
            try (Statement statement = connection.createStatement()) {
                for (String setting : settings) {
                    statement.execute("SET " + setting);
                }
            }
            PreparedStatement statement = connection.prepareStatement(prepared.sql());
            return new Load.Connection() {
                @Override
                public void perform(int task) throws SQLException {
                    for (int i = 0; i < prepared.parameters().size(); i++) {
                        statement.setObject(i + 1, prepared.parameters().get(i), Types.OTHER);
                    }
                    boolean rows = statement.execute();
                    while (rows) {
                        readAll(statement.getResultSet());
                        rows = statement.getMoreResults();
                    }
                }

                @Override
                public void close() throws SQLException {
                    connection.close();
                }
            };
        };
    }
}
