package io.varve.support;

import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A fresh, migrated database of its own for one test class; dropped when the class is done. */
public final class TestDatabase implements AutoCloseable {

    private final String name;
    private final PGSimpleDataSource dataSource;
    private final JdbcClient jdbc;
    private final List<String> roles = new ArrayList<>();

    TestDatabase(String name, PGSimpleDataSource dataSource) {
        this.name = name;
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
    }

    /** Another fresh database, for a test that needs more than its class's own. */
    public static TestDatabase create() {
        return TestServer.instance().createDatabase();
    }

    /** One with an extension that the server may have; null if it has not. */
    public static @Nullable TestDatabase with(String extension) {
        return TestServer.instance().createDatabaseWith(extension);
    }

    /** Not pooled: every connection is a session of its own, as the ordinary owner of the database. */
    public DataSource dataSource() {
        return dataSource;
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public String name() {
        return name;
    }

    public String url() {
        return dataSource.getURL();
    }

    public String username() {
        return TestServer.OWNER;
    }

    public String password() {
        return "varve_test";
    }

    /** An ordinary role that may log in here, with the owner's password, and nothing else; it goes with the database. */
    public DataSource role(String purpose) {
        String role = roleName(purpose);
        DataSource itsOwn = TestServer.instance().createRole(name, role);
        roles.add(role);
        return itsOwn;
    }

    /** An administrator as managed services give one: no superuser, but may make roles and databases. Goes with {@link #dropAdministrator}. */
    public static DataSource administrator() {
        return TestServer.instance().createAdministrator();
    }

    /** Removes the administrator, and what was made with it. */
    public static void dropAdministrator(String database, String... roles) {
        TestServer.instance().drop(database);
        List.of(roles).forEach(TestServer.instance()::dropRole);
        TestServer.instance().dropRole(TestServer.ADMINISTRATOR);
    }

    public String roleName(String purpose) {
        return name + "_" + purpose;
    }

    /** Versions of pg_partman the server has on offer; none on the embedded one. */
    public static List<String> partmanVersions() {
        return TestServer.instance().partmanVersions();
    }

    /** Installs pg_partman in a schema of this database, in place of one that is there. */
    public void installPartman(String schema, String version) {
        TestServer.instance().installPartman(name, schema, version);
    }

    /** Takes back what {@link #installPartman} granted. */
    public void revokePartman(String schema) {
        TestServer.instance().revokePartman(name, schema);
    }

    public void removePartman() {
        TestServer.instance().removePartman(name);
    }

    /** Ends all sessions and lets nobody in, as if the server were away; or lets them in again. */
    public void refuse(boolean refuses) {
        TestServer.instance().refuse(name, refuses);
    }

    @Override
    public void close() {
        TestServer.instance().drop(name);
        roles.forEach(TestServer.instance()::dropRole);
    }
}
