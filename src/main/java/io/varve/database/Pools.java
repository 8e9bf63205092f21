package io.varve.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.varve.database.PoolProperties.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens pools whose every session has the same settings, whatever the server's or the JVM's defaults are. */
final class Pools {

    /** A dead server or network is noticed this long after the server itself should have given up on a statement. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** Of each connection: the server keeps up to a megabyte and a half for one. */
    private static final String KEPT_STATEMENTS = "64";

    private Pools() {}

    static HikariDataSource open(DatabaseServer server, String name, Pool pool, String... moreSettings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("varve-" + name);
        config.setJdbcUrl(server.url());
        config.setUsername(server.username());
        config.setPassword(server.password());
        config.setMaximumPoolSize(pool.size());
        config.setMinimumIdle(Math.min(2, pool.size()));
        config.setConnectionTimeout(pool.connectionTimeout().toMillis());
        config.setConnectionInitSql(String.join("; ", settings(pool, moreSettings)));
        config.addDataSourceProperty(PGProperty.APPLICATION_NAME.getName(), "varve-" + name);
        config.addDataSourceProperty(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
        config.addDataSourceProperty(PGProperty.CONNECT_TIMEOUT.getName(), "10");
        config.addDataSourceProperty(PGProperty.SOCKET_TIMEOUT.getName(), socketTimeoutSeconds(pool));
        config.addDataSourceProperty(PGProperty.PREPARED_STATEMENT_CACHE_QUERIES.getName(), KEPT_STATEMENTS);
        return new HikariDataSource(config);
    }

    /** One connection per call and no statement timeout: a migration takes as long as it takes. */
    static PGSimpleDataSource unpooled(DatabaseServer server) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(server.url());
        if (server.username() != null) {
            dataSource.setUser(server.username());
        }
        if (server.password() != null) {
            dataSource.setPassword(server.password());
        }
        dataSource.setApplicationName("varve-migration");
        dataSource.setConnectTimeout(10);
        return dataSource;
    }

    // Statements, because start-up options would lose against the time zone that the driver takes from the JVM.
    private static List<String> settings(Pool pool, String... more) {
        List<String> settings = new ArrayList<>();
        settings.add("SET TimeZone = 'UTC'");
        // For what does not ask for a level, which would take a round trip; a server may default to another one.
        settings.add("SET default_transaction_isolation = 'read committed'");
        settings.add("SET statement_timeout = " + pool.statementTimeout().toMillis());
        settings.add("SET lock_timeout = " + pool.lockTimeout().toMillis());
        settings.add("SET idle_in_transaction_session_timeout = "
                + pool.idleInTransactionTimeout().toMillis());
        settings.add("SET tcp_user_timeout = 60000");
        // A statement over hundreds of partitions has thousands of expressions: 20 ms of work, 20 s of compiling them.
        settings.add("SET jit = off");
        for (String setting : more) {
            settings.add("SET " + setting);
        }
        return settings;
    }

    private static String socketTimeoutSeconds(Pool pool) {
        Duration limit = pool.statementTimeout();
        return limit.isZero() ? "0" : String.valueOf(limit.plus(GRACE).toSeconds());
    }
}
