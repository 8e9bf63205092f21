package io.varve.query;

import io.varve.rollup.Floors;
import io.varve.rollup.Tier;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a statement applies the invalidation log, per series and in its own snapshot.
 *
 * <pre>
 *  dirty_T   = buckets of tier T that have an entry, or a finer one inside that has
 *  through_L = what falls to layer L: over tiers T built from L, (planned_T + through_T) * dirty_T
 *  read_L    = through_L - dirty_L, and what is dirty there falls one layer further, down to raw
 * </pre>
 *
 * All of it is multirange algebra over the few series with entries; the others read their planned segments only.
 *
 * @param hull where entries are expected
 * @param checked whether watermarks that have moved ask for another plan too; without, they only cost time
 */
record ReadThrough(QueryPlan plan, PendingHull hull, boolean checked) {

    /** The columns of the guard. */
    static final String SEEN =
            "guard.replan, guard.repartitioned, guard.newest, guard.epoch, guard.floors, guard.pending_from, guard.pending_to";

    /** In their place in all rows but the first. */
    static final String UNSEEN = "NULL, NULL, NULL, NULL, NULL, NULL, NULL";

    /** The layer below, and where in it, entries make it be read. */
    record Fallback(int layer, @Nullable Tier tier, TimeRange bounds) {}

    /** Whether the statement has entries to apply; if not, it only looks out for new ones. */
    boolean active() {
        TimeRange stored = plan.tierRange();
        return stored != null && hull.widened(plan.tiersOnPaths(), stored) != null;
    }

    List<Fallback> fallbacks() {
        List<Fallback> fallbacks = new ArrayList<>();
        TimeRange stored = plan.tierRange();
        if (stored != null) {
            for (Tier tier : plan.tiersOnPaths()) {
                add(fallbacks, tier.id(), tier, stored);
            }
            add(fallbacks, 0, null, stored);
        }
        return fallbacks;
    }

    private void add(List<Fallback> fallbacks, int layer, @Nullable Tier tier, TimeRange stored) {
        TimeRange bounds = hull.widened(plan.fallingTo(layer), stored);
        if (bounds != null) {
            fallbacks.add(new Fallback(layer, tier, bounds));
        }
    }

    /** The CTEs dirty, reads and marked, if there is something to apply. */
    List<String> ctes() {
        return active() ? List.of(dirty(), reads(), marked()) : List.of();
    }

    /** The name of one of these CTEs. */
    String named(String cte) {
        return plan.chain().prefix() + cte;
    }

    /** The guard of a statement that only needs to know all series. */
    static String guard(String replan, String repartitioned, String pending) {
        return """
                guard AS MATERIALIZED (
                    SELECT %s AS replan,
                        %s AS repartitioned,
                        (SELECT max(series_id) FROM catalog.series) AS newest,
                        (SELECT epoch FROM catalog.epoch) AS epoch,
                        (SELECT sum(generation)::bigint FROM rollup.floor) AS floors,
                        %s
                )""".formatted(replan, repartitioned, pending);
    }

    /** Whether the snapshot holds other watermarks than planned with, as far as they matter to the range. */
    String moved() {
        if (!checked) {
            return "false";
        }
        long end = plan.range().to();
        return "ARRAY(SELECT least(position, %s) FROM %s ORDER BY tier_id) <> %s"
                .formatted(
                        SqlText.time(end),
                        plan.chain().positions(),
                        SqlText.times(plan.tiers().stream().mapToLong(state -> Math.min(state.watermark(), end))));
    }

    /** Whether the snapshot holds other floors than planned with: what was to be read may be gone, or going. */
    static String floorsMoved(Floors floors) {
        return "(SELECT sum(generation) FROM rollup.floor) <> " + floors.generation();
    }

    private String dirty() {
        return """
                %s AS MATERIALIZED (
                    SELECT series_id,
                %s
                    FROM pending
                    GROUP BY series_id
                )""".formatted(
                named("dirty"), plan.tiersOnPaths().stream().map(this::dirtyOf).collect(Collectors.joining(",\n")));
    }

    private String dirtyOf(Tier tier) {
        String width = SqlText.interval(tier.width());
        return """
                        coalesce(range_agg(tstzrange(rollup.bucket_start(%1$s, from_bucket), rollup.bucket_ceil(%1$s, to_bucket)))
                            FILTER (WHERE tier_id IN (%2$s)), '{}')%3$s AS dirty_%4$d""".formatted(
                        width,
                        plan.pathIds(tier).stream().map(Object::toString).collect(Collectors.joining(", ")),
                        keptOf(tier),
                        tier.id());
    }

    /** Sealed buckets are never out of date; below its floor a tier is passed through to what is finer. */
    private String keptOf(Tier tier) {
        return plan.floors().any()
                ? " * tstzmultirange(tstzrange(%2$s(%1$d, rollup.floors(series_id)), NULL))"
                                .formatted(tier.id(), plan.chain().sealedUntil())
                        + " + tstzmultirange(tstzrange(NULL, (rollup.floors(series_id))[%d + 1]))".formatted(tier.id())
                : "";
    }

    private String reads() {
        return """
                %s AS MATERIALIZED (
                    SELECT d.series_id, %s
                    FROM %s AS d
                %s
                )""".formatted(
                        named("reads"),
                        layersBelow().stream().map(ReadThrough::read).collect(Collectors.joining(", ")),
                        named("dirty"),
                        layersBelow().stream().map(this::through).collect(Collectors.joining("\n")));
    }

    private static String read(int layer) {
        return layer == 0 ? "x0.through AS read_0" : "x%1$d.through - d.dirty_%1$d AS read_%1$d".formatted(layer);
    }

    private String through(int layer) {
        return "    CROSS JOIN LATERAL (SELECT %s AS through) AS x%d"
                .formatted(plan.builtFrom(layer).stream().map(this::falling).collect(Collectors.joining(" + ")), layer);
    }

    /** What falls off this tier. */
    private String falling(Tier tier) {
        String planned = SqlText.multirange(plan.planned(tier.id()));
        String held =
                layersBelow().contains((int) tier.id()) ? "(" + planned + " + x" + tier.id() + ".through)" : planned;
        return held + " * d.dirty_" + tier.id();
    }

    /** Layers that something on the paths is built from, coarser before finer, raw last. */
    private List<Integer> layersBelow() {
        List<Integer> layers = new ArrayList<>();
        plan.tiersOnPaths().forEach(tier -> layers.add((int) tier.id()));
        layers.add(0);
        return layers.stream().filter(layer -> !plan.builtFrom(layer).isEmpty()).toList();
    }

    private String marked() {
        return """
                %s AS MATERIALIZED (
                    SELECT w.series_id, w.grp, w.field, %s
                    FROM wanted AS w
                    LEFT JOIN %s AS d USING (series_id)
                )""".formatted(
                named("marked"),
                plan.tiersOnPaths().stream().map(tier -> "d.dirty_" + tier.id()).collect(Collectors.joining(", ")),
                named("dirty"));
    }
}
