package io.varve.ingest;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Writes sessions of few points; those that come while others are written share a statement and its commit
 * (docs/adr/0017).
 */
@Component
class SessionWriter {

    /** While one commits, the other gets ready. */
    private static final int SLOTS = 2;

    private final RawRepository raw;
    private final InstantSource clock;
    private final Combiner<SmallSession, Boolean> combiner =
            new Combiner<>(SLOTS, (others, session) -> session.fits(others), this::writeAll);

    SessionWriter(RawRepository raw, InstantSource clock) {
        this.raw = raw;
        this.clock = clock;
    }

    /** Returns after the commit; false if the session belongs to another user than the request says. */
    boolean write(SmallSession session) {
        return combiner.perform(session);
    }

    private List<Boolean> writeAll(List<SmallSession> sessions) {
        return Arrays.asList(raw.writeSessions(clock.instant(), sessions));
    }
}
