package io.varve.backfill;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a backfill has come, as it is answered.
 *
 * @param state {@code waiting} to begin, {@code running} through its days, {@code recomputing} the last of them, {@code
 *     finished}
 * @param stretches days of a series that were found and logged as out of date
 */
record Backfill(
        long id,
        String state,
        @Nullable String series,
        Instant from,
        Instant to,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Days days,
        long stretches,
        long pending) {

    /** Of its range, from the first day on which anything is stored to the last; newest first. */
    record Days(long total, long done, long remaining) {}
}
