package io.varve.operations;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** So many in a stretch of time and no more; a stretch begins with its first. Of one thread. */
final class Allowance {

    private final int most;
    private final Duration per;
    private @Nullable Instant since;
    private int taken;

    Allowance(int most, Duration per) {
        this.most = most;
        this.per = per;
    }

    /** Whether there may be another one now. A clock that went back begins anew. */
    boolean take(Instant now) {
        if (since == null || now.isBefore(since) || !now.isBefore(since.plus(per))) {
            since = now;
            taken = 0;
        }
        if (taken == most) {
            return false;
        }
        taken++;
        return true;
    }
}
