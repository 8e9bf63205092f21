package io.varve.query;

import io.varve.rollup.Tier;
import io.varve.timeseries.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the asked range and what serves it.
 *
 * @param tier null for raw
 */
record Segment(TimeRange range, @Nullable Tier tier) {

    String resolution() {
        return tier == null ? "raw" : tier.name();
    }
}
