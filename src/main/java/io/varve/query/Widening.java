package io.varve.query;

import io.varve.rollup.Floors;
import io.varve.rollup.TierState;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Fills what no layer fine enough is left for with buckets of the finest tier that is kept there, whole ones: they may
 * begin before the gap and end after it. What they take of a segment beside them is taken off that.
 */
final class Widening {

    private final List<Segment> segments;
    private final Floors floors;

    private Widening(List<Segment> segments, Floors floors) {
        this.segments = segments;
        this.floors = floors;
    }

    /** The segments and those that fill the gaps, in order of time. {@code tiers}: finer before coarser. */
    static List<Segment> fill(List<TimeRange> gaps, List<Segment> segments, List<TierState> tiers, Floors floors) {
        Widening widening = new Widening(new ArrayList<>(segments), floors);
        for (TimeRange gap : gaps) {
            long end = gap.to();
            for (TierState state : tiers) {
                end = widening.fill(gap.from(), end, state);
            }
        }
        widening.segments.sort(
                Comparator.comparingLong(segment -> segment.range().from()));
        return List.copyOf(widening.segments);
    }

    /** Fills the end of [from, to) as far down as the tier goes; returns where what is left ends. */
    private long fill(long from, long to, TierState state) {
        BucketWidth width = state.tier().width();
        long start = width.floor(Math.max(from, floors.of(state.tier().id())));
        long end = width.ceil(to);
        if (from >= to || start >= to || start < endBefore(to) || end > state.watermark() || !takes(to, end)) {
            return to;
        }
        segments.add(new Segment(new TimeRange(start, end), state.tier()));
        return Math.max(from, start);
    }

    /** Takes [from, to) off the segments, unless it would cut a bucket. */
    private boolean takes(long from, long to) {
        List<Segment> cut = segments.stream()
                .filter(segment ->
                        segment.range().from() < to && segment.range().to() > from)
                .toList();
        if (cut.stream().anyMatch(segment -> cutsBucket(segment, to))) {
            return false;
        }
        segments.removeAll(cut);
        cut.stream()
                .filter(segment -> segment.range().to() > to)
                .forEach(segment -> segments.add(
                        new Segment(new TimeRange(to, segment.range().to()), segment.tier())));
        return true;
    }

    private static boolean cutsBucket(Segment segment, long at) {
        return segment.tier() != null && segment.tier().width().floor(at) != at;
    }

    /** Where the last segment before this time ends. */
    private long endBefore(long to) {
        return segments.stream()
                .filter(segment -> segment.range().from() < to)
                .mapToLong(segment -> segment.range().to())
                .max()
                .orElse(Long.MIN_VALUE);
    }
}
