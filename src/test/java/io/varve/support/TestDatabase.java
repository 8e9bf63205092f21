package io.varve.support;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A fresh, migrated database of its own for one test class; dropped when the class is done. */
public final class TestDatabase implements AutoCloseable {

    private final String name;
    private final PGSimpleDataSource dataSource;
    private final JdbcClient jdbc;

    TestDatabase(String name, PGSimpleDataSource dataSource) {
        this.name = name;
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
    }

    /** Another fresh database, for a test that needs more than its class's own. */
    public static TestDatabase create() {
        return TestServer.instance().createDatabase();
    }

    /** Not pooled: every connection is a session of its own, as the ordinary owner of the database. */
    public DataSource dataSource() {
        return dataSource;
    }

    public JdbcClient jdbc() {
        return jdbc;
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

    @Override
    public void close() {
        TestServer.instance().drop(name);
    }
}
