package io.varve.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The PostgreSQL server of this test run: the one {@code -Dvarve.test.url} names, else a container where an engine
 * answers, else an embedded server; {@code -Dvarve.test.database=container} and {@code =embedded} insist on one. The
 * service's databases belong to an ordinary role, never to a superuser. With {@code -Dvarve.test.partman=<version>} all
 * of them have that version of pg_partman.
 */
final class TestServer {

    private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);

    static final String OWNER = "varve_test";
    /** Several processes may test on one server. */
    private static final String PREFIX = "varve_test_" + ProcessHandle.current().pid() + "_";

    static final String ADMINISTRATOR = PREFIX + "administrator";

    private static final String TEMPLATE = PREFIX + "template";
    private static final AtomicInteger CREATED = new AtomicInteger();

    private final PGSimpleDataSource adminDataSource;
    private final JdbcClient admin;

    private TestServer(PGSimpleDataSource admin) {
        this.adminDataSource = admin;
        this.admin = JdbcClient.create(admin);
        prepareTemplate();
    }

    static TestServer instance() {
        return Holder.INSTANCE;
    }

    /** A new database cloned from the migrated template. */
    synchronized TestDatabase createDatabase() {
        String name = PREFIX + CREATED.incrementAndGet();
        admin.sql("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER " + OWNER)
                .update();
        return new TestDatabase(name, dataSource(name, OWNER, "varve_test"));
    }

    /** A new database with an extension, as an administrator installs it; null if the server does not offer it. */
    synchronized @Nullable TestDatabase createDatabaseWith(String extension) {
        String name = extension.equals("pg_cron")
                ? admin.sql("SELECT coalesce(current_setting('cron.database_name', true), '')")
                        .query(String.class)
                        .single()
                : PREFIX + CREATED.incrementAndGet();
        boolean offered = admin.sql("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = ?)")
                .param(extension)
                .query(Boolean.class)
                .single();
        if (!offered || name.isEmpty()) {
            return null;
        }
        drop(name);
        admin.sql("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER " + OWNER)
                .update();
        adminOf(name).sql("CREATE EXTENSION " + extension).update();
        if (extension.equals("pg_cron")) {
            adminOf(name).sql("GRANT USAGE ON SCHEMA cron TO " + OWNER).update();
        }
        return new TestDatabase(name, dataSource(name, OWNER, "varve_test"));
    }

    /** An ordinary role that may log in and nothing else; connected to the database. */
    DataSource createRole(String database, String name) {
        admin.sql("CREATE ROLE " + name + " LOGIN PASSWORD 'varve_test'").update();
        return dataSource(database, name, "varve_test");
    }

    DataSource createAdministrator() {
        admin.sql("CREATE ROLE " + ADMINISTRATOR + " LOGIN CREATEROLE CREATEDB PASSWORD 'varve_test'")
                .update();
        return dataSource("postgres", ADMINISTRATOR, "varve_test");
    }

    void dropRole(String name) {
        admin.sql("DROP ROLE IF EXISTS " + name).update();
    }

    /** The newest 4.x and 5.x of pg_partman this server has on offer. */
    List<String> partmanVersions() {
        return admin.sql("""
                        SELECT DISTINCT ON (split_part(version, '.', 1)) version
                        FROM pg_available_extension_versions
                        WHERE name = 'pg_partman' AND split_part(version, '.', 1)::integer >= 4
                        ORDER BY split_part(version, '.', 1), string_to_array(version, '.')::integer[] DESC""").query(String.class).list();
    }

    /** Installs pg_partman as a database administrator would, with the least our role needs. */
    void installPartman(String database, String schema, String version) {
        JdbcClient there = adminOf(database);
        removePartman(database);
        there.sql("CREATE SCHEMA " + schema).update();
        there.sql("CREATE EXTENSION pg_partman SCHEMA " + schema + " VERSION '" + version + "'")
                .update();
        there.sql("GRANT USAGE ON SCHEMA " + schema + " TO " + OWNER).update();
        there.sql("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA " + schema + " TO " + OWNER)
                .update();
    }

    void revokePartman(String database, String schema) {
        adminOf(database)
                .sql("REVOKE USAGE ON SCHEMA " + schema + " FROM " + OWNER)
                .update();
    }

    void removePartman(String database) {
        JdbcClient there = adminOf(database);
        there.sql("DROP EXTENSION IF EXISTS pg_partman CASCADE").update();
        there.sql("DROP SCHEMA IF EXISTS partman, extensions CASCADE").update();
    }

    void refuse(String database, boolean refuses) {
        admin.sql("ALTER DATABASE " + database + " ALLOW_CONNECTIONS " + !refuses)
                .update();
        if (refuses) {
            admin.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?")
                    .param(database)
                    .query(row -> {});
        }
    }

    void drop(String database) {
        admin.sql("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)").update();
    }

    private JdbcClient adminOf(String database) {
        return JdbcClient.create(
                dataSource(database, adminDataSource.getUser(), String.valueOf(adminDataSource.getPassword())));
    }

    private void prepareTemplate() {
        drop(TEMPLATE);
        admin.sql(
                        "DO $$ BEGIN CREATE ROLE " + OWNER
                                + " LOGIN PASSWORD 'varve_test' NOSUPERUSER; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$")
                .update();
        admin.sql("CREATE DATABASE " + TEMPLATE + " OWNER " + OWNER + " TEMPLATE template0 ENCODING 'UTF8'")
                .update();
        String partman = System.getProperty("varve.test.partman");
        if (partman != null) {
            installPartman(TEMPLATE, "partman", partman);
        }
        migrate(dataSource(TEMPLATE, OWNER, "varve_test"));
        Runtime.getRuntime().addShutdownHook(new Thread(this::dropTemplate));
    }

    /** Of a server that goes on; the embedded one may be gone by now. */
    private void dropTemplate() {
        try {
            drop(TEMPLATE);
        } catch (DataAccessException e) {
            LOG.debug("The template was not dropped", e);
        }
    }

    private static void migrate(PGSimpleDataSource dataSource) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration", "classpath:db/repeatable")
                .placeholderReplacement(false)
                .load()
                .migrate();
    }

    private PGSimpleDataSource dataSource(String database, @Nullable String user, String password) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(adminDataSource.getServerNames());
        dataSource.setPortNumbers(adminDataSource.getPortNumbers());
        dataSource.setDatabaseName(database);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        // A test that waits for a lock for ever would say nothing.
        dataSource.setOptions("-c lock_timeout=20s");
        return dataSource;
    }

    private static final class Holder {
        static final TestServer INSTANCE = new TestServer(start());

        private static PGSimpleDataSource start() {
            String url = System.getProperty("varve.test.url");
            if (url != null) {
                return external(url);
            }
            PGSimpleDataSource container = ContainerServer.start(System.getProperty("varve.test.database", "any"));
            return container != null ? container : embedded();
        }

        private static PGSimpleDataSource external(String url) {
            PGSimpleDataSource admin = new PGSimpleDataSource();
            admin.setURL(url);
            admin.setUser(System.getProperty("varve.test.username", "postgres"));
            admin.setPassword(System.getProperty("varve.test.password", ""));
            return admin;
        }

        private static PGSimpleDataSource embedded() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "100")
                        .setServerConfig("fsync", "off")
                        .start();
                return (PGSimpleDataSource) server.getPostgresDatabase();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
