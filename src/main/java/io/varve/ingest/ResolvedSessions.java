package io.varve.ingest;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a request in the order of its {@link SessionDictionary}: ids, sources, users, and when they began if the
 * request says so, in microseconds. The sources of sessions
 * that did not exist are reserved for them.
 */
@SuppressWarnings("ArrayRecordComponent") // One element per session of a request; never compared.
record ResolvedSessions(
        UUID[] ids,
        long[] sources,
        @Nullable UUID[] users,
        @Nullable Long[] starts) {

    int size() {
        return ids.length;
    }
}
