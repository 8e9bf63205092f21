package io.varve.reconcile;

import io.varve.rollup.TierState;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.TimeRange;
import java.util.Arrays;

/** Walks over the buckets of one tier that overlap a range, up to the watermark, and adds up what the steps find. */
final class TierWalk {

    private final TierState tier;
    private final Steps steps;
    private final Tally tally;
    private final boolean repair;
    private final Stride stride = new Stride();

    private long checked;
    private long pending;
    private long mismatches;
    private long storedChecksum;
    private long recomputedChecksum;

    TierWalk(TierState tier, Steps steps, Tally tally, boolean repair) {
        this.tier = tier;
        this.steps = steps;
        this.tally = tally;
        this.repair = repair;
    }

    TierReport over(int[] series, TimeRange range) {
        BucketWidth width = tier.tier().width();
        long from = width.floor(range.from());
        long to = Math.min(width.ceil(range.to()), tier.watermark());
        for (int first = 0; from < to && first < series.length; ) {
            int last = Math.min(series.length, first + stride.series(width));
            walk(Arrays.copyOfRange(series, first, last), from, to);
            first = last;
        }
        return new TierReport(
                tier.tier().name(), checked, pending, mismatches, hex(storedChecksum), hex(recomputedChecksum));
    }

    private void walk(int[] series, long from, long to) {
        BucketWidth width = tier.tier().width();
        long at = from;
        while (at < to) {
            long end = Math.min(to, stride.end(width, at, series.length));
            Step step = steps.take(tier.tier().name(), series, at, end, repair);
            add(step);
            at = step.isEmpty() && end < to
                    ? width.floor(steps.nextStored(tier.tier().id(), end, to))
                    : end;
            if (at == end) {
                stride.found(step.points());
            }
        }
    }

    private void add(Step step) {
        checked += step.checked();
        pending += step.pending();
        mismatches += step.mismatches();
        storedChecksum ^= step.storedChecksum();
        recomputedChecksum ^= step.recomputedChecksum();
        tally.add(tier.tier().name(), step.details());
    }

    private static String hex(long checksum) {
        return "%016x".formatted(checksum);
    }
}
