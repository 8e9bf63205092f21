package io.varve.query;

import io.varve.web.Clients.Client;
import io.varve.web.ProblemException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What a request has the database do, and until when. */
final class RunningQuery {

    private final Client client;
    private final Account account = new Account();
    private long sinceNanos = System.nanoTime();
    private @Nullable Long deadlineNanos;
    private @Nullable Statement statement;
    private boolean abandoned;

    RunningQuery(Client client) {
        this.client = client;
    }

    Account account() {
        return account;
    }

    /** From now on. */
    void limit(Duration time) {
        deadlineNanos = System.nanoTime() + time.toNanos();
    }

    /** What is left of the time, at least one; null where no limit was asked for. */
    @Nullable
    Long millisLeft() {
        if (deadlineNanos == null) {
            return null;
        }
        long left = Duration.ofNanos(deadlineNanos - System.nanoTime()).toMillis();
        if (left < 1) {
            throw tookTooLong(null);
        }
        return left;
    }

    synchronized void send(Statement next) {
        if (abandoned) {
            throw tookTooLong(null);
        }
        statement = next;
        sinceNanos = System.nanoTime();
    }

    /** Nobody reads from the client's connection before that, and nobody looks at it after. */
    synchronized void end() {
        statement = null;
    }

    /** Cancels the statement if that has been running for so long and the client has gone; whether it has. */
    synchronized boolean cancelIfAbandoned(Duration patience) throws SQLException {
        Statement running = statement;
        if (running == null || System.nanoTime() - sinceNanos < patience.toNanos() || !client.isGone()) {
            return false;
        }
        abandoned = true;
        statement = null;
        running.cancel();
        return true;
    }

    static ProblemException tookTooLong(@Nullable Throwable cause) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "query-timeout",
                "The query took too long and was stopped. Ask for a shorter range, a wider interval or fewer series, or for more"
                        + " time: with a longer timeout, of at most varve.pool.query.statement-timeout.",
                cause);
    }
}
