package io.varve.ingest;

import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The sessions of one request, numbered in the order in which they are first named. */
final class SessionDictionary {

    private static final int MAX = 100_000;
    private static final UUID NIL = new UUID(0, 0);

    private final Map<UUID, Integer> references = new HashMap<>();
    private final List<UUID> ids = new ArrayList<>();
    private final List<@Nullable UUID> users = new ArrayList<>();
    private final List<@Nullable Long> starts = new ArrayList<>();

    /** Why a point of this user cannot belong to the session; null if it can. */
    @Nullable
    String conflict(UUID session, @Nullable UUID user) {
        Integer known = references.get(session);
        UUID owner = known == null ? null : users.get(known);
        return owner == null || user == null || owner.equals(user)
                ? null
                : "session " + session + " has another user_id in this request: " + owner;
    }

    /** The number of a session. A user, once named, is the user of the whole session. */
    int reference(UUID session, @Nullable UUID user) {
        Integer known = references.putIfAbsent(session, ids.size());
        if (known == null) {
            return add(session, user);
        }
        if (user != null) {
            users.set(known, user);
        }
        return known;
    }

    /** A number for a session of which nothing is known yet. */
    int open() {
        return add(NIL, null);
    }

    /**
     * Tells who an opened session is; false if it is in the request already.
     *
     * @param start when it began, as the caller says, in microseconds; null if it does not say
     */
    boolean close(int reference, UUID session, @Nullable UUID user, @Nullable Long start) {
        ids.set(reference, session);
        users.set(reference, user);
        starts.set(reference, start);
        return references.putIfAbsent(session, reference) == null;
    }

    @Nullable
    Long start(int reference) {
        return starts.get(reference);
    }

    /** The number the session has, or would get now. */
    int next(UUID session) {
        Integer known = references.get(session);
        return known == null ? ids.size() : known;
    }

    int size() {
        return ids.size();
    }

    /** What the request says, before it is known whether the sessions exist: they have no sources yet. */
    ResolvedSessions asNamed() {
        return new ResolvedSessions(ids.toArray(new UUID[0]), new long[size()], users.toArray(new UUID[0]), starts());
    }

    UUID id(int reference) {
        return ids.get(reference);
    }

    /** The user the request names for the session; null if it names none. */
    @Nullable
    UUID user(int reference) {
        return users.get(reference);
    }

    List<UUID> ids() {
        return ids;
    }

    @Nullable
    Long[] starts() {
        return starts.toArray(new Long[0]);
    }

    private int add(UUID session, @Nullable UUID user) {
        if (ids.size() == MAX) {
            throw ProblemException.badRequest(
                    "too-many-sessions", "a request can have at most " + MAX + " sessions: send several");
        }
        ids.add(session);
        users.add(user);
        starts.add(null);
        return ids.size() - 1;
    }
}
