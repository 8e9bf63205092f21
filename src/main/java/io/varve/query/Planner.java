package io.varve.query;

import io.varve.rollup.Floors;
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
 * The coarsest tier whose buckets nest in the asked buckets takes the whole buckets between the range's start, or its
 * floor, and its watermark; what is left on either side goes to the next finer tier by the same rule, and last to raw.
 * Below raw's floor something may be left over: that goes to the finest tier that is kept there ({@link Widening}).
 */
final class Planner {

    private final Floors floors;
    private final List<Segment> segments = new ArrayList<>();
    private final List<TimeRange> gaps = new ArrayList<>();

    private Planner(Floors floors) {
        this.floors = floors;
    }

    /**
     * Segments in order of time, without overlap: exactly the range, as long as what it needs is kept.
     *
     * @param floors those that hold for all series asked for
     */
    static List<Segment> plan(TimeRange range, BucketWidth width, List<TierState> tiers, Floors floors) {
        List<TierState> sound = sound(tiers);
        List<TierState> usable = sound.stream()
                .filter(state -> width.contains(state.tier().width()))
                .sorted(Comparator.comparingInt(
                                (TierState state) -> state.tier().id())
                        .reversed())
                .toList();
        Planner planner = new Planner(floors);
        planner.fill(range.from(), range.to(), usable);
        return Widening.fill(planner.gaps, planner.segments, sound, floors);
    }

    /** The plan of what only raw can answer: as much of the range as raw still has. */
    static List<Segment> rawOnly(TimeRange range, Floors floors) {
        Planner planner = new Planner(floors);
        planner.fillFromRaw(range.from(), range.to());
        return List.copyOf(planner.segments);
    }

    private void fill(long from, long to, List<TierState> tiers) {
        if (from >= to) {
            return;
        }
        if (tiers.isEmpty()) {
            fillFromRaw(from, to);
            return;
        }
        List<TierState> finer = tiers.subList(1, tiers.size());
        Tier tier = tiers.get(0).tier();
        long inside = tier.width().ceil(Math.max(from, floors.of(tier.id())));
        long end = Math.min(to, tiers.get(0).watermark());
        if (end <= inside || tier.width().floor(end) <= inside) {
            fill(from, to, finer);
            return;
        }
        long outside = tier.width().floor(end);
        fill(from, inside, finer);
        segments.add(new Segment(new TimeRange(inside, outside), tier));
        fill(outside, to, finer);
    }

    private void fillFromRaw(long from, long to) {
        long kept = Math.min(to, Math.max(from, floors.of(0)));
        if (from < kept) {
            gaps.add(new TimeRange(from, kept));
        }
        if (kept < to) {
            segments.add(new Segment(new TimeRange(kept, to), null));
        }
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
