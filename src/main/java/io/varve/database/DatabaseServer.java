package io.varve.database;

import org.jspecify.annotations.Nullable;

/** The PostgreSQL that all pools connect to; closing it is the last thing a stopping service does. */
interface DatabaseServer extends AutoCloseable {

    String url();

    /** Null when the URL or the driver's defaults name the user. */
    @Nullable
    String username();

    @Nullable
    String password();

    @Override
    void close();
}
