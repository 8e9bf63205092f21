package io.varve.custom;

import io.varve.timeseries.BucketWidth;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a custom rollup is of, and how it is kept.
 *
 * @param source name of the tier whose buckets are merged
 * @param series names, globs and regular expressions
 * @param dimensions what is kept: names of tags, or user_id
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

    /** Whether it is of the same: only how it is kept may be changed. */
    boolean isOfTheSame(RollupDefinition other) {
        return source.equals(other.source)
                && interval.equals(other.interval)
                && Set.copyOf(series).equals(Set.copyOf(other.series))
                && Set.copyOf(dimensions).equals(Set.copyOf(other.dimensions));
    }
}
