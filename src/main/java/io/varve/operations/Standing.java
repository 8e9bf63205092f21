package io.varve.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a job stands: a row of {@code ops.monitor}.
 *
 * @param rollup of refreshes the name of the rollup
 * @param health OK, RUNNING, WARNING or ALERT
 * @param state idle, running, retrying, failed or paused
 * @param reason why it is a WARNING or an ALERT
 * @param pausedUntil until when maintenance windows keep it from beginning anything
 * @param watermark of refreshes: everything before it is materialised; null before the first
 * @param overdueSeconds of refreshes: for how long the next bucket has ended without being materialised
 * @param lagSeconds of refreshes: how far the watermark could move
 * @param pending of refreshes: entries of the invalidation log that wait
 * @param setAside how many of these are set aside
 * @param instance who is at it
 * @param instanceSeenAt its heartbeat: when it was last seen; null for a session of psql
 * @param attempts failures in a row
 * @param averageSeconds moving average of durations
 * @param forwardWindow of refreshes: what a forward step takes at once, 1 being the usual
 * @param batchWindow of refreshes: how many entries of the log are taken at once, 1 being the usual
 * @param successRate of the last 24 hours, 0 to 1
 * @param rowsPerSecond written, of successful runs of the last 24 hours
 */
record Standing(
        String job,
        @Nullable String rollup,
        String tier,
        String health,
        String state,
        @Nullable String reason,
        @Nullable Instant pausedUntil,
        @Nullable Instant watermark,
        @Nullable Double overdueSeconds,
        @Nullable Double lagSeconds,
        @Nullable Long pending,
        @Nullable Double oldestPendingSeconds,
        @Nullable Long setAside,
        @Nullable Instant runningSince,
        @Nullable String instance,
        @Nullable Instant instanceSeenAt,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant lastSuccessAt,
        @Nullable String lastError,
        @Nullable String lastErrorSqlstate,
        @Nullable Instant lastErrorAt,
        @Nullable Double averageSeconds,
        @Nullable Double forwardWindow,
        @Nullable Double batchWindow,
        @Nullable Double successRate,
        @Nullable Double rowsPerSecond) {

    static final String ALERT = "ALERT";
    static final String WARNING = "WARNING";
}
