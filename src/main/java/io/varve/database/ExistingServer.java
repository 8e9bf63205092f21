package io.varve.database;

import org.jspecify.annotations.Nullable;

/** A PostgreSQL that somebody else runs. */
record ExistingServer(
        String url, @Nullable String username, @Nullable String password) implements DatabaseServer {

    @Override
    public void close() {
        // Not ours to stop.
    }
}
