package io.varve.ingest;

import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

/** Tries a write again whose failure says nothing about the request. */
public final class WriteRetry {

    static final String CATALOG_MOVED = "VA001";
    static final String MISSING_PARTITION = "23514";
    static final String BELOW_FLOOR = "VA029";

    private static final int ATTEMPTS = 10;
    private static final int FIRST_PAUSE_MILLIS = 10;
    private static final int LONGEST_PAUSE_MILLIS = 500;

    private WriteRetry() {}

    /** Somebody else made or deleted a session between its look-up and the write. */
    static final class SessionMoved extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @param beforeAnother gets the SQLSTATE of the failure before the write is tried again */
    public static void run(Runnable write, Consumer<String> beforeAnother) {
        for (int attempt = 1; ; attempt++) {
            try {
                write.run();
                return;
            } catch (DataAccessException | SessionMoved e) {
                String state = e instanceof SessionMoved ? "" : sqlState(e);
                if (attempt == ATTEMPTS || !isPassing(state)) {
                    throw e;
                }
                beforeAnother.accept(state);
                pause(attempt);
            }
        }
    }

    private static boolean isPassing(@Nullable String state) {
        return state != null
                && switch (state) {
                    case "", CATALOG_MOVED, MISSING_PARTITION, "40P01", "40001", "23505" -> true;
                    default -> false;
                };
    }

    static @Nullable String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    /** What the server said. */
    static String message(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return cause instanceof PSQLException server && server.getServerErrorMessage() != null
                ? Objects.requireNonNullElse(server.getServerErrorMessage().getMessage(), "")
                : String.valueOf(cause.getMessage());
    }

    /** Exponential, capped, and random, so that writers who met do not meet again. */
    private static void pause(int attempt) {
        int longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << attempt);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(longest));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataAccessResourceFailureException("interrupted between two attempts to write", e);
        }
    }
}
