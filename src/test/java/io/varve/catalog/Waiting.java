package io.varve.catalog;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Work in another thread that is expected to stop at a lock of the database. */
final class Waiting {

    private Waiting() {}

    static <T> Future<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Returns once so many sessions of the database wait for an advisory lock; fails when the work ends before. */
    static void untilBlocked(JdbcClient jdbc, int sessions, Future<?> work) {
        while (blocked(jdbc) < sessions) {
            if (work.isDone()) {
                throw new AssertionError("did not wait");
            }
            Thread.onSpinWait();
        }
    }

    private static int blocked(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT count(*) FROM pg_locks
                        WHERE locktype = 'advisory' AND NOT granted
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """).query(Integer.class).single();
    }
}
