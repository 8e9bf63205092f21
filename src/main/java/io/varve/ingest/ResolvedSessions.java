package io.varve.ingest;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a request in the order of its {@link SessionDictionary}: ids, sources, users. The sources of sessions
 * that did not exist are reserved for them.
 */
@SuppressWarnings("ArrayRecordComponent") // One element per session of a request; never compared.
record ResolvedSessions(
        UUID[] ids, long[] sources, @Nullable UUID[] users) {

    int size() {
        return ids.length;
    }
}
