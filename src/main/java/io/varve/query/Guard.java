package io.varve.query;

import io.varve.rollup.Tier;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a statement looks at of its snapshot before it reads anything: the log, and whether its plans still hold. */
record Guard(List<ReadThrough> chains) {

    boolean active() {
        return chains.stream().anyMatch(ReadThrough::active);
    }

    /**
     * The CTEs pending, guard and, when there is something to apply, those of the chains.
     *
     * @param repartitioned the condition that partitions are other than those the statement names
     */
    String ctes(Wanted wanted, String repartitioned) {
        List<String> ctes = new ArrayList<>();
        if (stored(plans()) != null) {
            ctes.add(pending(plans(), wanted));
        }
        ctes.add(guard(repartitioned));
        chains.forEach(chain -> ctes.addAll(chain.ctes()));
        return ctes.stream().map(cte -> ",\n" + cte).collect(Collectors.joining());
    }

    /** The entries that matter to the plans. */
    static String pending(List<QueryPlan> plans, Wanted wanted) {
        TimeRange stored = stored(plans);
        if (stored == null) {
            throw new IllegalArgumentException("nothing is pending for raw");
        }
        return """
                pending AS MATERIALIZED (
                    SELECT i.series_id, i.tier_id, i.from_bucket, i.to_bucket
                    FROM %s AS i
                    WHERE i.series_id = ANY (%s) AND i.tier_id IN (%s) AND i.from_bucket < %s AND i.to_bucket > %s%s
                )""".formatted(
                        log(plans),
                        wanted.ids(),
                        logged(plans).stream().map(String::valueOf).collect(Collectors.joining(", ")),
                        SqlText.time(stored.to()),
                        SqlText.time(stored.from()),
                        ofPoints(plans.get(0)));
    }

    /** What tiers recompute below raw's floor changes nothing that is folded from points. */
    private static String ofPoints(QueryPlan plan) {
        Rolled rolled = plan.rolled();
        return rolled != null && rolled.rollup().bySession() && plan.floors().any()
                ? " AND i.to_bucket > (rollup.floors(i.series_id))[1]"
                : "";
    }

    /** That of profiles has all entries of partials. */
    private static String log(List<QueryPlan> plans) {
        return plans.stream()
                .map(QueryPlan::chain)
                .filter(Chain::isOfProfiles)
                .findFirst()
                .orElse(Chain.PARTIALS)
                .log();
    }

    /** What stored rows serve by these plans; null if raw serves everything. */
    static @Nullable TimeRange stored(List<QueryPlan> plans) {
        TimeRange stored = null;
        for (QueryPlan plan : plans) {
            TimeRange more = plan.tierRange();
            if (more != null) {
                stored = stored == null
                        ? more
                        : new TimeRange(Math.min(stored.from(), more.from()), Math.max(stored.to(), more.to()));
            }
        }
        return stored;
    }

    private static NavigableSet<Short> logged(List<QueryPlan> plans) {
        NavigableSet<Short> ids = new TreeSet<>();
        for (QueryPlan plan : plans) {
            for (Tier tier : plan.tiersOnPaths()) {
                ids.addAll(plan.pathIds(tier));
            }
        }
        return ids.descendingSet();
    }

    private List<QueryPlan> plans() {
        return chains.stream().map(ReadThrough::plan).toList();
    }

    private String guard(String repartitioned) {
        String other = ReadThrough.floorsMoved(plans().get(0).floors()) + " OR "
                + chains.stream().map(ReadThrough::moved).collect(Collectors.joining(" OR ")) + " OR " + repartitioned
                + rolled();
        TimeRange stored = stored(plans());
        return stored == null
                ? ReadThrough.guard(
                        other, repartitioned, "NULL::timestamptz AS pending_from, NULL::timestamptz AS pending_to")
                : ReadThrough.guard(
                        other + " OR " + unplanned(stored, chains.get(0).hull()),
                        repartitioned,
                        "p.pending_from, p.pending_to\n"
                                + "    FROM (SELECT min(from_bucket) AS pending_from, max(to_bucket) AS pending_to FROM pending) AS p");
    }

    private String rolled() {
        Rolled rolled = plans().get(0).rolled();
        return rolled == null ? "" : " OR " + rolled.moved();
    }

    /** Whether the snapshot holds entries the scans are not bounded for. */
    private String unplanned(TimeRange stored, PendingHull hull) {
        if (hull.equals(PendingHull.EVERYTHING)) {
            return "false";
        }
        if (!active()) {
            return "EXISTS (SELECT FROM pending)";
        }
        TimeRange known = Objects.requireNonNull(hull.range());
        return "EXISTS (SELECT FROM pending WHERE greatest(from_bucket, %s) < %s OR least(to_bucket, %s) > %s)"
                .formatted(
                        SqlText.time(stored.from()),
                        SqlText.time(known.from()),
                        SqlText.time(stored.to()),
                        SqlText.time(known.to()));
    }
}
