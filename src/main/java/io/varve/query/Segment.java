package io.varve.query;

import io.varve.rollup.Tier;
import io.varve.timeseries.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the asked range and what serves it.
 *
 * @param tier null for raw
 * @param rolled if it is a custom rollup that does, which the tier only describes
 */
record Segment(
        TimeRange range, @Nullable Tier tier, @Nullable Rolled rolled) {

    Segment(TimeRange range, @Nullable Tier tier) {
        this(range, tier, null);
    }

    String resolution() {
        return tier == null ? "raw" : tier.name();
    }
}
