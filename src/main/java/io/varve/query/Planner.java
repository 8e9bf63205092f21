package io.varve.query;

import io.varve.rollup.Floors;
import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 *
 * <p>Where the asked buckets begin inside a tier's, as on the clocks of another time zone, the tier serves what is whole
 * between two such times, if that is worth another segment.
 */
final class Planner {

    /** With more cuts, tiers serve only what nests in all buckets. */
    private static final int MOST_CUTS = 20_000;

    private static final int MOST_SEGMENTS = 4_000;

    /** A segment for less than so many buckets of the next finer layer is more work than these. */
    private static final long LEAST_SAVED = 20;

    private static final long USUAL_DISTANCE = 10 * Micros.SECOND;

    private final Floors floors;
    private final @Nullable Cuts cuts;
    private final long saved;
    private final List<Segment> segments = new ArrayList<>();
    private final List<TimeRange> gaps = new ArrayList<>();

    private Planner(Floors floors, @Nullable Cuts cuts, long saved) {
        this.floors = floors;
        this.cuts = cuts;
        this.saved = saved;
    }

    /**
     * Segments in order of time, without overlap: exactly the range, as long as what it needs is kept.
     *
     * @param floors those that hold for all series asked for
     */
    static List<Segment> plan(TimeRange range, Buckets buckets, List<TierState> tiers, Floors floors) {
        List<TierState> sound = sound(tiers);
        List<TierState> fitting = nesting(buckets.width(), sound);
        List<TierState> nesting = nesting(buckets, sound);
        if (nesting.size() == fitting.size() || (!nesting.isEmpty() && buckets.count(range) > MOST_CUTS)) {
            return new Planner(floors, null, 0).plan(range, nesting, sound);
        }
        return plan(range, new Cuts(buckets.starts(range)), fitting, sound, floors);
    }

    /** The same for what lies between cuts, that are mostly as far from each other as the step is wide. */
    static List<Segment> plan(TimeRange range, Cuts cuts, BucketWidth step, List<TierState> tiers, Floors floors) {
        List<TierState> sound = sound(tiers);
        return plan(range, cuts, nesting(step, sound), sound, floors);
    }

    /** With fewer and longer segments, where there would be too many. */
    private static List<Segment> plan(
            TimeRange range, Cuts cuts, List<TierState> usable, List<TierState> sound, Floors floors) {
        List<Segment> segments = List.of();
        for (long saved = LEAST_SAVED; saved <= 1_000_000 * LEAST_SAVED; saved *= 100) {
            segments = new Planner(floors, cuts, saved).plan(range, usable, sound);
            if (segments.size() <= MOST_SEGMENTS) {
                break;
            }
        }
        return segments;
    }

    private static List<TierState> nesting(Buckets buckets, List<TierState> tiers) {
        return tiers.stream()
                .filter(state -> buckets.contains(state.tier().width()))
                .sorted(Comparator.comparingInt(
                                (TierState state) -> state.tier().id())
                        .reversed())
                .toList();
    }

    private List<Segment> plan(TimeRange range, List<TierState> usable, List<TierState> sound) {
        fill(range.from(), range.to(), usable);
        return Widening.fill(gaps, segments, sound, floors);
    }

    /** The plan of what only raw can answer: as much of the range as raw still has. */
    static List<Segment> rawOnly(TimeRange range, Floors floors) {
        Planner planner = new Planner(floors, null, 0);
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
        long at = from;
        for (TimeRange stretch : whole(
                tier,
                Math.max(from, floors.of(tier.id())),
                Math.min(to, tiers.get(0).watermark()),
                finer)) {
            fill(at, stretch.from(), finer);
            segments.add(new Segment(stretch, tier));
            at = stretch.to();
        }
        fill(at, to, finer);
    }

    /** The whole buckets between these times that the tier is to serve. */
    private List<TimeRange> whole(Tier tier, long from, long to, List<TierState> finer) {
        BucketWidth width = tier.width();
        long inside = width.ceil(from);
        if (to <= inside || width.floor(to) <= inside) {
            return List.of();
        }
        return cuts == null
                ? List.of(new TimeRange(inside, width.floor(to)))
                : cuts.whole(inside, to, width, shortest(from, finer));
    }

    /** Any, where a finer layer is not kept any more. */
    private long shortest(long from, List<TierState> finer) {
        boolean kept = from >= floors.of(0)
                && finer.stream()
                        .allMatch(state -> from >= floors.of(state.tier().id()));
        return kept
                ? saved
                        * (finer.isEmpty()
                                ? USUAL_DISTANCE
                                : finer.get(0).tier().width().shortest())
                : 0;
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
