package io.varve.query;

import io.varve.rollup.Floors;
import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Segments together with the tiers and floors they were planned from: knows through which finer tiers an out-of-date bucket is read.
 *
 * @param tiers all tiers of the chain, finer before coarser
 */
record QueryPlan(TimeRange range, List<Segment> segments, List<TierState> tiers, Floors floors, Chain chain) {

    QueryPlan(TimeRange range, List<Segment> segments, List<TierState> tiers, Floors floors) {
        this(range, segments, tiers, floors, Chain.PARTIALS);
    }

    /** Whether the segments are exactly the range, in layers whose buckets nest in those asked for, null for points. */
    boolean isExact(@Nullable Buckets buckets) {
        return isExact(buckets == null ? segment -> true : nestsIn(buckets));
    }

    /** The same for what lies between cuts. */
    boolean isExact(Cuts cuts) {
        return isExact(segment -> segment.tier() == null
                || cuts.spare(segment.range(), segment.tier().width()));
    }

    private boolean isExact(Predicate<Segment> nests) {
        long end = range.from();
        for (Segment segment : segments) {
            if (segment.range().from() != end) {
                return false;
            }
            end = segment.range().to();
        }
        return end == range.to() && segments.stream().allMatch(nests);
    }

    private Predicate<Segment> nestsIn(Buckets buckets) {
        Cuts cuts = buckets instanceof BucketWidth ? null : new Cuts(buckets.starts(range));
        return segment -> {
            Tier tier = segment.tier();
            return tier == null
                    || buckets.contains(tier.width())
                    || (cuts != null && cuts.spare(segment.range(), tier.width()));
        };
    }

    /** From the first to the last stretch that is read. */
    TimeRange hull() {
        return hull(segments);
    }

    /** From the first to the last stretch that a tier serves; null when raw serves everything. */
    @Nullable
    TimeRange tierRange() {
        List<Segment> stored =
                segments.stream().filter(segment -> segment.tier() != null).toList();
        return stored.isEmpty() ? null : hull(stored);
    }

    private static TimeRange hull(List<Segment> some) {
        return new TimeRange(
                some.get(0).range().from(), some.get(some.size() - 1).range().to());
    }

    /** The tiers that serve segments and every tier they are built from, coarser before finer. */
    List<Tier> tiersOnPaths() {
        TreeSet<Tier> found = new TreeSet<>(Comparator.comparingInt(Tier::id).reversed());
        for (Segment segment : segments) {
            Tier tier = segment.tier();
            if (tier != null) {
                found.addAll(path(segment.rolled() == null ? tier : tier(tier.sourceId())));
            }
        }
        return List.copyOf(found);
    }

    /** What a custom rollup serves; null if none does. */
    @Nullable
    Rolled rolled() {
        for (Segment segment : segments) {
            if (segment.rolled() != null) {
                return segment.rolled();
            }
        }
        return null;
    }

    /** The tier and every finer one it is built from. */
    List<Tier> path(Tier tier) {
        List<Tier> path = new ArrayList<>(List.of(tier));
        for (short source = tier.sourceId(); source != 0; source = tier(source).sourceId()) {
            path.add(tier(source));
        }
        return path;
    }

    /** Of the tiers whose entries make its buckets out of date. */
    SortedSet<Short> pathIds(Tier tier) {
        SortedSet<Short> ids = new TreeSet<>(chain.beneath());
        path(tier).forEach(each -> ids.add(each.id()));
        return ids;
    }

    /** The layers that serve something by plan: tiers, and null for raw. */
    Set<@Nullable Tier> layers() {
        Set<@Nullable Tier> layers = new LinkedHashSet<>();
        segments.forEach(segment -> layers.add(segment.tier()));
        return layers;
    }

    /** What the layer (0 is raw) serves by plan. */
    List<TimeRange> planned(int layer) {
        return segments.stream()
                .filter(segment -> layer(segment) == layer)
                .map(Segment::range)
                .toList();
    }

    /** The tiers whose buckets may fall to this layer: those built from it, and where one of them is gone, those built from that. */
    List<Tier> fallingTo(int layer) {
        List<Tier> falling = new ArrayList<>();
        for (Tier tier : builtFrom(layer)) {
            falling.add(tier);
            if (floors.of(tier.id()) > range.from()) {
                falling.addAll(fallingTo(tier.id()));
            }
        }
        return falling;
    }

    /** The tiers on the paths that are built from this layer (0 is raw). */
    List<Tier> builtFrom(int layer) {
        return tiersOnPaths().stream().filter(tier -> tier.sourceId() == layer).toList();
    }

    private Tier tier(short id) {
        return tiers.stream()
                .map(TierState::tier)
                .filter(tier -> tier.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no tier " + id));
    }

    private static int layer(Segment segment) {
        Tier tier = segment.tier();
        return tier == null ? 0 : tier.id();
    }
}
