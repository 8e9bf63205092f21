package io.varve.query;

import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which tier serves which stretch of a range: a pure function.
 *
 * <pre>
 *  asked    |--------------------------------------------------------------|
 *           raw 1m 5m  1h          1d                         1h  5m 1m raw
 *                                     watermark of 1d ^        ^  ^  ^
 * </pre>
 *
 * The coarsest tier whose buckets nest in the asked buckets takes the whole buckets between the range's start and its
 * watermark; what is left on either side goes to the next finer tier by the same rule, and last to raw.
 */
final class Planner {

    private Planner() {}

    /** Segments in order of time; together exactly the range. */
    static List<Segment> plan(TimeRange range, BucketWidth width, List<TierState> tiers) {
        List<TierState> usable = sound(tiers).stream()
                .filter(state -> width.contains(state.tier().width()))
                .sorted(Comparator.comparingInt(
                                (TierState state) -> state.tier().id())
                        .reversed())
                .toList();
        List<Segment> segments = new ArrayList<>();
        fill(range.from(), range.to(), usable, segments);
        return List.copyOf(segments);
    }

    /** The plan of what only raw can answer. */
    static List<Segment> rawOnly(TimeRange range) {
        return List.of(new Segment(range, null));
    }

    private static void fill(long from, long to, List<TierState> tiers, List<Segment> segments) {
        if (from >= to) {
            return;
        }
        if (tiers.isEmpty()) {
            segments.add(new Segment(new TimeRange(from, to), null));
            return;
        }
        List<TierState> finer = tiers.subList(1, tiers.size());
        Tier tier = tiers.get(0).tier();
        long inside = tier.width().ceil(from);
        long end = Math.min(to, tiers.get(0).watermark());
        if (end <= inside || tier.width().floor(end) <= inside) {
            fill(from, to, finer, segments);
            return;
        }
        long outside = tier.width().floor(end);
        fill(from, inside, finer, segments);
        segments.add(new Segment(new TimeRange(inside, outside), tier));
        fill(outside, to, finer, segments);
    }

    /** Tiers with their watermark held down to that of the tiers they are read through to. */
    private static List<TierState> sound(List<TierState> tiers) {
        Map<Short, Long> watermarks = new HashMap<>();
        List<TierState> sound = new ArrayList<>();
        for (TierState state : tiers) {
            Tier tier = state.tier();
            long source =
                    tier.sourceId() == 0 ? Long.MAX_VALUE : watermarks.getOrDefault(tier.sourceId(), Long.MIN_VALUE);
            long watermark = Math.min(state.watermark(), source);
            watermarks.put(tier.id(), watermark);
            sound.add(new TierState(tier, watermark));
        }
        return sound;
    }
}
