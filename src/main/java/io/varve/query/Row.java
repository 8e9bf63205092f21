package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of an answer: a bucket of a group, or a point.
 *
 * @param time start of the bucket, or time of the point
 * @param group number of its {@link GroupKey}
 * @param within what tells rows of one time and group apart: session (empty for none) or source
 * @param metadata the point's JSON
 */
record Row(
        long time,
        int group,
        String within,
        @Nullable UUID session,
        @Nullable String metadata,
        List<Cell> cells) {

    /**
     * One field's partial; that of a point is the point alone.
     *
     * @param filling what stands where the partial does not say; null if it says all
     */
    record Cell(int field, Partial partial, @Nullable Filling filling) {

        Cell(int field, Partial partial) {
            this(field, partial, null);
        }

        @Nullable
        Number value(AggregateFunction function) {
            return filling == null ? partial.value(function) : filling.value(function);
        }
    }

    boolean continues(Row previous) {
        return time == previous.time && group == previous.group && within.equals(previous.within);
    }
}
