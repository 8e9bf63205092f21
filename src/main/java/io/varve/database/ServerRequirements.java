package io.varve.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGProperty;

/** What a PostgreSQL must be before anything is done with it: reachable with our credentials, and not too old. */
final class ServerRequirements {

    private static final int OLDEST_MAJOR_VERSION = 14;
    private static final String PREFIX = "jdbc:postgresql:";

    private ServerRequirements() {}

    static void check(DatabaseServer server) {
        if (!server.url().startsWith(PREFIX)) {
            throw new UnusableDatabaseException("spring.datasource.url is '%s', but it must start with '%s'"
                    .formatted(withoutParameters(server.url()), PREFIX));
        }
        try (Connection connection = DriverManager.getConnection(server.url(), properties(server))) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < OLDEST_MAJOR_VERSION) {
                throw new UnusableDatabaseException("The database at %s is PostgreSQL %s, but Varve needs %d or newer"
                        .formatted(
                                withoutParameters(server.url()),
                                connection.getMetaData().getDatabaseProductVersion(),
                                OLDEST_MAJOR_VERSION));
            }
        } catch (SQLException e) {
            throw new UnusableDatabaseException(
                    "Cannot connect to the database at %s%s: %s"
                            .formatted(
                                    withoutParameters(server.url()),
                                    server.username() == null ? "" : " as " + server.username(),
                                    e.getMessage()),
                    e);
        }
    }

    private static Properties properties(DatabaseServer server) {
        Properties properties = new Properties();
        if (server.username() != null) {
            PGProperty.USER.set(properties, server.username());
        }
        if (server.password() != null) {
            PGProperty.PASSWORD.set(properties, server.password());
        }
        PGProperty.CONNECT_TIMEOUT.set(properties, 10);
        PGProperty.LOGIN_TIMEOUT.set(properties, 20);
        // The driver then asks the server nothing of its own: even a very old one gets as far as telling its version.
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.0");
        PGProperty.APPLICATION_NAME.set(properties, "varve-start");
        return properties;
    }

    /** The URL as it may be shown: its parameters can hold a password. */
    private static String withoutParameters(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }
}
