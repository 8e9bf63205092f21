package io.varve.ingest;

import io.varve.ingest.SessionRepository.Stored;
import io.varve.web.ProblemException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out which sources and users the sessions of a request have. */
@Component
class SessionRegistry {

    private final SessionRepository sessions;

    SessionRegistry(SessionRepository sessions) {
        this.sessions = sessions;
    }

    /** Two statements at most. Nothing is made yet; sources of new sessions are reserved. */
    ResolvedSessions resolve(SessionDictionary dictionary) {
        int size = dictionary.size();
        UUID[] ids = dictionary.ids().toArray(new UUID[0]);
        long[] sources = new long[size];
        @Nullable UUID[] users = new UUID[size];
        Map<UUID, Stored> stored = size == 0 ? Map.of() : sessions.find(ids);
        long[] reserved = sessions.reserveSources(size - stored.size());
        int nextReserved = 0;
        for (int i = 0; i < size; i++) {
            Stored known = stored.get(ids[i]);
            users[i] = known == null ? dictionary.user(i) : userOf(ids[i], known, dictionary.user(i));
            sources[i] = known == null ? reserved[nextReserved++] : known.source();
        }
        return new ResolvedSessions(ids, sources, users, dictionary.starts());
    }

    private static @Nullable UUID userOf(UUID id, Stored known, @Nullable UUID named) {
        if (named != null && !Objects.equals(named, known.userId())) {
            throw ProblemException.conflict(
                            "session " + id + " belongs to " + (known.userId() == null ? "no user" : "another user"))
                    .with("session_id", id);
        }
        return known.userId();
    }
}
