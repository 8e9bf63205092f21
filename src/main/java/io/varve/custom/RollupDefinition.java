package io.varve.custom;

import io.varve.timeseries.BucketWidth;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a custom rollup is of, and how it is kept.
 *
 * @param source name of the tier whose buckets are merged; {@link #RAW} with sessions
 * @param series names, globs and regular expressions
 * @param dimensions what is kept: names of tags, user_id, or {@link #SESSION}
 * @param lookBack recomputed in each run; null for nothing
 * @param retention null for ever
 * @param schedule null for every round
 */
record RollupDefinition(
        String name,
        String source,
        BucketWidth interval,
        List<String> series,
        List<String> dimensions,
        @Nullable BucketWidth lookBack,
        @Nullable BucketWidth retention,
        @Nullable Schedule schedule,
        boolean active) {

    /** The source of what is folded from points. */
    static final String RAW = "raw";

    /** The dimension that only points tell apart. */
    static final String SESSION = "session_id";

    /** Whether it is of the same: only how it is kept may be changed. */
    boolean isOfTheSame(RollupDefinition other) {
        return source.equals(other.source)
                && interval.equals(other.interval)
                && Set.copyOf(series).equals(Set.copyOf(other.series))
                && Set.copyOf(dimensions).equals(Set.copyOf(other.dimensions));
    }
}
