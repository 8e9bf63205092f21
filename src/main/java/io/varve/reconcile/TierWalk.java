package io.varve.reconcile;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.TimeRange;
import java.util.Arrays;

/** Walks over the buckets of one tier, or custom rollup, that overlap a range, up to the watermark, and adds up what the steps find. */
final class TierWalk {

    private final Walked tier;
    private final Steps steps;
    private final Tally tally;
    private final boolean repair;
    private final Stride stride = new Stride();

    private long checked;
    private long pending;
    private long mismatches;
    private long storedChecksum;
    private long recomputedChecksum;

    TierWalk(Walked tier, Steps steps, Tally tally, boolean repair) {
        this.tier = tier;
        this.steps = steps;
        this.tally = tally;
        this.repair = repair;
    }

    TierReport over(int[] series, TimeRange range) {
        BucketWidth width = tier.width();
        long from = width.floor(Math.max(range.from(), tier.begins()));
        long to = Math.min(width.ceil(range.to()), tier.watermark());
        for (int first = 0; from < to && first < series.length; ) {
            int most = stride.series(width);
            int last = first;
            int read = 0;
            do {
                read += tier.weigher().applyAsInt(series[last++]);
            } while (last < series.length && read + tier.weigher().applyAsInt(series[last]) <= most);
            walk(Arrays.copyOfRange(series, first, last), read, from, to);
            first = last;
        }
        return new TierReport(tier.name(), checked, pending, mismatches, hex(storedChecksum), hex(recomputedChecksum));
    }

    /** {@code read}: of how many series, which may be more. */
    private void walk(int[] series, int read, long from, long to) {
        BucketWidth width = tier.width();
        long at = from;
        while (at < to) {
            long end = Math.min(to, stride.end(width, at, read));
            Step step = steps.take(tier.name(), series, at, end, repair);
            add(step);
            at = step.isEmpty() && end < to ? width.floor(steps.nextStored(tier.layer(), end, to)) : end;
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
        tally.add(tier.name(), step.details());
    }

    private static String hex(long checksum) {
        return "%016x".formatted(checksum);
    }
}
