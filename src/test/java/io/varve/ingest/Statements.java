package io.varve.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Counts the statements that the PostgreSQL driver of this JVM executes, by listening to its log. */
final class Statements implements AutoCloseable {

    private static final Logger DRIVER = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");

    private final AtomicInteger executed = new AtomicInteger();
    private final Level before = DRIVER.getLevel();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord message) {
            if (message.getMessage() != null && message.getMessage().startsWith(" FE=> Execute(")) {
                executed.incrementAndGet();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Statements() {
        DRIVER.setUseParentHandlers(false);
        DRIVER.setLevel(Level.FINEST);
        DRIVER.addHandler(handler);
    }

    /** How many statements the work takes, each time it is done. */
    static List<Integer> during(Runnable... works) {
        List<Integer> counts = new ArrayList<>();
        for (Runnable work : works) {
            try (Statements statements = new Statements()) {
                work.run();
                counts.add(statements.executed.get());
            }
        }
        return counts;
    }

    @Override
    public void close() {
        DRIVER.removeHandler(handler);
        DRIVER.setLevel(before);
        DRIVER.setUseParentHandlers(true);
    }
}
