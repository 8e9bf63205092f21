package io.varve.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The PostgreSQL server of this test run: one embedded server per JVM, or the one {@code -Dvarve.test.url} names. The
 * service's databases belong to an ordinary role, never to a superuser.
 */
final class TestServer {

    static final String OWNER = "varve_test";
    private static final String TEMPLATE = "varve_test_template";
    private static final AtomicInteger CREATED = new AtomicInteger();

    private final String host;
    private final int port;
    private final JdbcClient admin;

    private TestServer(String host, int port, PGSimpleDataSource admin) {
        this.host = host;
        this.port = port;
        this.admin = JdbcClient.create(admin);
        prepareTemplate();
    }

    static TestServer instance() {
        return Holder.INSTANCE;
    }

    /** A new database cloned from the migrated template. */
    synchronized TestDatabase createDatabase() {
        String name = "varve_test_" + ProcessHandle.current().pid() + "_" + CREATED.incrementAndGet();
        admin.sql("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER " + OWNER)
                .update();
        return new TestDatabase(name, dataSource(name));
    }

    void drop(String database) {
        admin.sql("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)").update();
    }

    private void prepareTemplate() {
        admin.sql("DROP DATABASE IF EXISTS " + TEMPLATE + " WITH (FORCE)").update();
        admin.sql("DO $$ BEGIN CREATE ROLE " + OWNER
                        + " LOGIN PASSWORD 'varve_test' NOSUPERUSER; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
                .update();
        admin.sql("CREATE DATABASE " + TEMPLATE + " OWNER " + OWNER + " TEMPLATE template0 ENCODING 'UTF8'")
                .update();
        migrate(dataSource(TEMPLATE));
    }

    private static void migrate(PGSimpleDataSource dataSource) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration", "classpath:db/repeatable")
                .placeholderReplacement(false)
                .load()
                .migrate();
    }

    private PGSimpleDataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {host});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName(database);
        dataSource.setUser(OWNER);
        dataSource.setPassword("varve_test");
        return dataSource;
    }

    private static final class Holder {
        static final TestServer INSTANCE = start();

        private static TestServer start() {
            String url = System.getProperty("varve.test.url");
            return url == null ? embedded() : external(url);
        }

        private static TestServer external(String url) {
            PGSimpleDataSource admin = new PGSimpleDataSource();
            admin.setURL(url);
            admin.setUser(System.getProperty("varve.test.username", "postgres"));
            admin.setPassword(System.getProperty("varve.test.password", ""));
            return new TestServer(admin.getServerNames()[0], admin.getPortNumbers()[0], admin);
        }

        private static TestServer embedded() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "100")
                        .setServerConfig("fsync", "off")
                        .start();
                PGSimpleDataSource admin = (PGSimpleDataSource) server.getPostgresDatabase();
                return new TestServer("localhost", server.getPort(), admin);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
