package io.varve.query;

import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer depends on, if all of that is behind the watermarks: which tiers' buckets, of when. Raw points are what the
 * tiers that are built from them tell of.
 *
 * @param range of everything
 * @param tiers those whose pending entries matter
 * @param reads stretches of tiers that are read
 */
record Dependence(TimeRange range, List<Tier> tiers, List<Read> reads) {

    /** What is read of a tier. */
    record Read(Tier tier, TimeRange range) {}

    /**
     * Which parts of time an answer is made of.
     *
     * @param parts whether it is put together from several statements, each planned by itself
     * @param before whether also of what is before its range
     * @param after whether also of what is after it
     */
    record Extent(boolean parts, boolean before, boolean after) {

        static Extent of(TimeseriesQuery query) {
            return new Extent(query.isDense() || query.top() != null, query.looksBack(), query.looksAhead());
        }

        /** Of answers that are made of several such queries. */
        static Extent ofParts(TimeseriesQuery query) {
            return new Extent(true, query.looksBack(), query.looksAhead());
        }
    }

    /**
     * Null where the answer goes on to change by itself.
     *
     * @param reach before when everything after the range lies that it depends on; only where it depends on anything there
     */
    static @Nullable Dependence of(PreparedQuery prepared, Extent extent, long reach) {
        QueryPlan plan = prepared.plan();
        TimeseriesQuery query = prepared.query();
        // Profiles come later than what they tell of, and change by themselves.
        if (prepared.ways().ofProfiles() != null) {
            return null;
        }
        long to = extent.after()
                ? Math.max(query.range().to(), reach)
                : query.range().to();
        if (plan.segments().isEmpty() || !isClosed(plan) || to > closedUntil(plan)) {
            return null;
        }
        return extent.parts() ? ofAllLayers(prepared, extent, to) : ofSegments(plan);
    }

    /** Of which time everything that raw holds is known to the tiers, so that nothing changes without an entry in the log. */
    static long closedUntil(QueryPlan plan) {
        return plan.tiers().stream()
                .filter(state -> state.tier().sourceId() == LayerSql.RAW)
                .mapToLong(TierState::watermark)
                .min()
                .orElse(Long.MIN_VALUE);
    }

    private static boolean isClosed(QueryPlan plan) {
        long raw = closedUntil(plan);
        return plan.segments().stream()
                .allMatch(segment -> segment.tier() != null || segment.range().to() <= raw);
    }

    private static Dependence ofSegments(QueryPlan plan) {
        Set<Tier> tiers = new LinkedHashSet<>(plan.tiersOnPaths());
        List<Read> reads = new ArrayList<>();
        for (Segment segment : plan.segments()) {
            Tier tier = segment.tier();
            if (tier != null) {
                reads.add(new Read(tier, segment.range()));
            } else {
                ofRaw(plan).forEach(each -> {
                    tiers.add(each);
                    reads.add(new Read(each, segment.range()));
                });
            }
        }
        return new Dependence(plan.hull(), List.copyOf(tiers), reads);
    }

    /** Rows that are put together from several statements: each is planned by itself, and some are about what is beside the range. */
    private static @Nullable Dependence ofAllLayers(PreparedQuery prepared, Extent extent, long to) {
        TimeseriesQuery query = prepared.query();
        // Where edges had to be widened, each statement may have widened them otherwise.
        if (!prepared.isExact() || ranksPoints(query)) {
            return null;
        }
        TimeRange hull = prepared.plan().hull();
        TimeRange range = new TimeRange(
                extent.before()
                        ? TimeParser.MIN
                        : Math.min(hull.from(), query.range().from()),
                Math.max(hull.to(), to));
        List<Tier> all = prepared.plan().tiers().stream().map(TierState::tier).toList();
        return new Dependence(
                range, all, all.stream().map(tier -> new Read(tier, range)).toList());
    }

    private static boolean ranksPoints(TimeseriesQuery query) {
        Top top = query.top();
        return top != null
                && (top.by().needsDistribution()
                        || top.by().needsSteps()
                        || top.by().needsNeighbours());
    }

    private static List<Tier> ofRaw(QueryPlan plan) {
        return plan.tiers().stream()
                .map(TierState::tier)
                .filter(tier -> tier.sourceId() == LayerSql.RAW)
                .toList();
    }
}
