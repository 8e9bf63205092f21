package io.varve.database;

import org.jspecify.annotations.Nullable;

/** The service cannot start on the database it was given. The message is one line that says what to do. */
public class UnusableDatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableDatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    UnusableDatabaseException(String message) {
        this(message, null);
    }
}
