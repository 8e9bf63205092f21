package io.varve.operations;

import io.varve.web.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * What is to change in a job's settings; null for what stays as it is. Durations in seconds.
 *
 * @param probeAfterSeconds 0 for never
 */
record JobChange(
        @Nullable Boolean isActive,
        @Nullable Double retryAfterSeconds,
        @Nullable Double retryAtMostSeconds,
        @Nullable Integer maxAttempts,
        @Nullable Double probeAfterSeconds,
        @Nullable Double warnAfterSeconds,
        @Nullable Double alertAfterSeconds,
        @Nullable Double maxRuntimeSeconds) {

    private static final double YEAR = 366 * 86_400.0;

    /** A 400 that names the member if something is wrong with it. */
    void check() {
        duration("retry_after_seconds", retryAfterSeconds, 0.001);
        duration("retry_at_most_seconds", retryAtMostSeconds, 0.001);
        duration("probe_after_seconds", probeAfterSeconds, 0);
        duration("warn_after_seconds", warnAfterSeconds, 0.001);
        duration("alert_after_seconds", alertAfterSeconds, 0.001);
        duration("max_runtime_seconds", maxRuntimeSeconds, 0.001);
        if (maxAttempts != null && (maxAttempts < 1 || maxAttempts > 1_000_000)) {
            throw bad("max_attempts", "'max_attempts' is from 1 to 1,000,000");
        }
    }

    static ProblemException bad(String member, String detail) {
        return ProblemException.badRequest("bad-member", detail).with("member", member);
    }

    private static void duration(String member, @Nullable Double seconds, double least) {
        if (seconds != null && !(seconds >= least && seconds <= YEAR)) {
            throw bad(member, "'%s' is from %s to %.0f seconds".formatted(member, least, YEAR));
        }
    }
}
