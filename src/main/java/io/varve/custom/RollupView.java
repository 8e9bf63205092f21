package io.varve.custom;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollup as it is shown: a tier, or a custom one.
 *
 * @param kind tier or custom
 * @param source what it is made from: a tier, or raw
 * @param dimensions null for all tags, and the user: each series by itself
 * @param begins from when on it has its buckets; null for ever
 * @param watermark up to when it is made; null if it was not begun
 * @param pending entries of its log that wait to be recomputed
 * @param lost entries for buckets that cannot be recomputed any more, and are not used
 * @param nextRun when it is refreshed next; null in every round
 */
record RollupView(
        String name,
        String kind,
        String source,
        String interval,
        String series,
        @Nullable List<String> dimensions,
        @Nullable String lookBack,
        @Nullable String retention,
        @Nullable String schedule,
        boolean active,
        @Nullable Instant begins,
        @Nullable Instant watermark,
        @Nullable Double lagSeconds,
        long pending,
        long lost,
        @Nullable Long groups,
        @Nullable Long members,
        @Nullable Instant nextRun,
        @Nullable Instant createdAt,
        @Nullable Instant alteredAt) {}
