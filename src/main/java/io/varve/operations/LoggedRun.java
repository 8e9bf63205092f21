package io.varve.operations;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as the ledger has it.
 *
 * @param endedAt null while it lasts
 * @param windowFrom start of the stretch of data it was about; null if there is none
 * @param windowTo its end, exclusive
 * @param rowsIn what it took: entries of the invalidation log, rows of the log of points, buckets compared
 * @param rowsOut rows and partitions it wrote or removed
 * @param durationSeconds null while it lasts
 * @param attempt 1, or one more than failures before it in a row
 * @param outcome running, succeeded, failed, cancelled or lost
 * @param decisions what it decided on the way, and why; at most the first hundred
 */
record LoggedRun(
        long id,
        String job,
        String tier,
        String instance,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant windowFrom,
        @Nullable Instant windowTo,
        long rowsIn,
        long rowsOut,
        @Nullable Double durationSeconds,
        int attempt,
        String outcome,
        List<String> decisions) {}
