package io.varve.reconcile;

import io.varve.custom.Rollup;
import io.varve.rollup.TierState;
import io.varve.timeseries.BucketWidth;
import java.util.function.IntUnaryOperator;

/**
 * A tier, or a custom rollup, whose buckets are walked over.
 *
 * @param begins epoch micros: buckets that start before are not looked at
 * @param watermark epoch micros: buckets that end after it are not either
 * @param layer that is empty where there is nothing to compare
 * @param weigher how many series are read for one that is asked about: all of its group
 */
record Walked(String name, BucketWidth width, long begins, long watermark, int layer, IntUnaryOperator weigher) {

    static Walked of(TierState state) {
        return new Walked(
                state.tier().name(),
                state.tier().width(),
                Long.MIN_VALUE,
                state.watermark(),
                state.tier().id(),
                series -> 1);
    }

    static Walked of(Rollup rollup) {
        return new Walked(
                rollup.tier().name(),
                rollup.tier().width(),
                rollup.begins(),
                rollup.position(),
                rollup.tier().sourceId(),
                series -> rollup.members().sizeOf(rollup.members().groupOf(series)));
    }
}
