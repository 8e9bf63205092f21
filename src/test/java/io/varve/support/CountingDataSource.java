package io.varve.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Writes down every statement that is prepared through it. */
public final class CountingDataSource extends DelegatingDataSource {

    private final List<String> statements = new CopyOnWriteArrayList<>();

    public CountingDataSource(DataSource dataSource) {
        super(dataSource);
    }

    /** How many statements the work sends. */
    public int statementsOf(Runnable work) {
        int before = statements.size();
        work.run();
        return statements.size() - before;
    }

    public <T> T sending(int expected, Supplier<T> work) {
        int before = statements.size();
        T result = work.get();
        List<String> sent = statements.subList(before, statements.size());
        if (sent.size() != expected) {
            throw new AssertionError("expected " + expected + " statements, not " + sent);
        }
        return result;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        statements.add((String) arguments[0]);
                    }
                    if (method.getName().equals("createStatement")) {
                        statements.add("a plain statement");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
