package io.varve.web;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionSystemException;

/** Failures of the database that say nothing about the request: worth trying again a little later. */
final class DatabaseTrouble {

    static final String RETRY_AFTER_SECONDS = "2";

    /** The session was idle in a transaction for too long, or the transaction took too long. */
    private static final Set<String> TRANSACTION_TIMEOUTS = Set.of("25P03", "25P04");

    private static final String GONE = "The database cannot be used at the moment.";

    private DatabaseTrouble() {}

    /** Null when the failure is of another kind. */
    static @Nullable ProblemException explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransactionSystemException ended) {
                return explainEnd(ended);
            }
            if (cause instanceof SQLException sql) {
                ProblemException problem = explain(sql);
                if (problem != null) {
                    return problem;
                }
            }
        }
        return null;
    }

    /** Without a connection a rollback fails as well, with no SQLSTATE, and hides what it was for. */
    private static @Nullable ProblemException explainEnd(TransactionSystemException failure) {
        Throwable before = failure.getApplicationException();
        if (before != null) {
            return explain(before);
        }
        if (failure.getCause() instanceof SQLException sql && sql.getSQLState() != null) {
            return explain(sql);
        }
        return unavailable("database-unavailable", GONE);
    }

    private static @Nullable ProblemException explain(SQLException exception) {
        if (exception instanceof SQLTransientConnectionException) {
            return unavailable("no-connection", "No database connection became free in time.");
        }
        String state = exception.getSQLState() == null ? "" : exception.getSQLState();
        if (state.equals("57014") || TRANSACTION_TIMEOUTS.contains(state)) {
            return unavailable("database-timeout", "The database did not finish in time.");
        }
        if (state.equals("55P03") || state.startsWith("40")) {
            return unavailable("database-busy", "The database is busy with conflicting work.");
        }
        if (state.startsWith("08") || state.startsWith("53") || state.startsWith("57")) {
            return unavailable("database-unavailable", GONE);
        }
        return null;
    }

    private static ProblemException unavailable(String slug, String detail) {
        return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, slug, detail);
    }
}
