package io.varve.operations;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why a run failed: PostgreSQL's own fields where the failure is one of the database. */
record Trouble(
        @Nullable String sqlState,
        String message,
        @Nullable String detail,
        @Nullable String hint,
        @Nullable String context,
        @Nullable String statement) {

    private static final String CANCELLED = "57014";

    /** How Spring's messages quote the statement that was sent. */
    private static final String QUOTE = "SQL [";

    static Trouble of(Throwable failure) {
        String statement = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (statement == null) {
                statement = statement(cause.getMessage());
            }
            if (cause instanceof PSQLException error && error.getServerErrorMessage() != null) {
                return of(error.getServerErrorMessage(), statement);
            }
            if (cause instanceof SQLException error) {
                return new Trouble(error.getSQLState(), text(error), null, null, null, statement);
            }
        }
        return new Trouble(null, text(failure), null, null, null, statement);
    }

    private static Trouble of(ServerErrorMessage error, @Nullable String statement) {
        String message = error.getMessage();
        return new Trouble(
                error.getSQLState(),
                message == null ? error.toString() : message,
                error.getDetail(),
                error.getHint(),
                error.getWhere(),
                error.getInternalQuery() == null ? statement : error.getInternalQuery());
    }

    /** How the run ended because of it. */
    String outcome() {
        return CANCELLED.equals(sqlState) ? "cancelled" : "failed";
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static @Nullable String statement(@Nullable String message) {
        if (message == null || !message.contains(QUOTE)) {
            return null;
        }
        int start = message.indexOf(QUOTE) + QUOTE.length();
        int end = message.indexOf("];", start);
        return end < 0 ? null : message.substring(start, end);
    }
}
