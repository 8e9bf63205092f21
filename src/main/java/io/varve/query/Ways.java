package io.varve.query;

import io.varve.rollup.Floors;
import io.varve.rollup.TierState;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Which layers answer a query: a pure function. Partials of tiers, raw points, or profiles; with profiles also partials for what
 * profiles do not hold.
 *
 * @param first what there always is
 * @param profiles beside the first; null if they are the first, or there are none
 */
record Ways(QueryPlan first, @Nullable QueryPlan profiles, List<TierState> tiers, Floors floors) {

    private static Ways only(QueryPlan plan, List<TierState> tiers, Floors floors) {
        return new Ways(plan, null, tiers, floors);
    }

    /**
     * The ways to answer what is left of the range.
     *
     * @param windows null for buckets and points
     */
    static Ways of(TimeseriesQuery query, @Nullable Windows windows, List<TierState> tiers, Floors floors) {
        if (windows != null && windows.isEmpty()) {
            return only(new QueryPlan(query.remaining(), List.of(), tiers, floors), tiers, floors);
        }
        TimeRange range = windows == null ? query.remaining() : windows.points();
        if (query.interval().buckets() == null || query.needsRaw() || !query.needsAllPoints()) {
            return only(partials(query, windows, range, tiers, floors), tiers, floors);
        }
        if (!query.takesProfiles() || !query.exactness().beyond()) {
            return only(new QueryPlan(range, Planner.rawOnly(range, floors), tiers, floors), tiers, floors);
        }
        List<TierState> made = Profiles.of(tiers);
        Floors kept = Profiles.floors(floors, tiers);
        QueryPlan profiles =
                new QueryPlan(range, segments(query, windows, range, made, kept), made, kept, Profiles.chain(tiers));
        refuseMissing(profiles, tiers, floors);
        boolean sums = PartialColumn.neededBy(query.functions()).stream().anyMatch(column -> !column.isOfProfiles());
        return sums && profiles.tierRange() != null
                ? new Ways(partials(query, windows, range, tiers, floors), profiles, tiers, floors)
                : only(profiles, tiers, floors);
    }

    private static QueryPlan partials(
            TimeseriesQuery query, @Nullable Windows windows, TimeRange range, List<TierState> tiers, Floors floors) {
        boolean raw = query.interval().buckets() == null || query.needsRaw();
        List<Segment> segments = raw ? Planner.rawOnly(range, floors) : segments(query, windows, range, tiers, floors);
        return new QueryPlan(range, segments, tiers, floors);
    }

    private static List<Segment> segments(
            TimeseriesQuery query, @Nullable Windows windows, TimeRange range, List<TierState> tiers, Floors floors) {
        Buckets buckets = Objects.requireNonNull(query.interval().buckets());
        return windows == null
                ? Planner.plan(range, buckets, tiers, floors)
                : Planner.plan(range, new Cuts(windows.cuts()), buckets.width(), tiers, floors);
    }

    /** Points that were gone before there were profiles are in none, though partials of them may be kept. */
    private static void refuseMissing(QueryPlan profiles, List<TierState> tiers, Floors floors) {
        long covered = profiles.range().from();
        for (Segment segment : profiles.segments()) {
            refuseMissing(covered, segment.range().from(), tiers, floors);
            covered = Math.max(covered, segment.range().to());
        }
        refuseMissing(covered, Math.min(profiles.range().to(), floors.of(0)), tiers, floors);
    }

    private static void refuseMissing(long from, long to, List<TierState> tiers, Floors floors) {
        boolean kept = tiers.stream()
                .anyMatch(state -> state.profile() != null
                        && floors.of(state.tier().id()) <= state.tier().width().floor(from));
        if (from < to && kept) {
            throw ProblemException.badParameter(
                    "start_time",
                    "these functions are told by raw points or by profiles, and there are neither from %s to %s; accepted is a start_time not before that"
                            .formatted(Micros.toInstant(from), Micros.toInstant(to)));
        }
    }

    /** Throws where raw points are needed that are gone. */
    static void refusePointsBelow(Floors floors, TimeseriesQuery query) {
        boolean below = isBelow(floors, query);
        if (below && query.needsRaw()) {
            throw ProblemException.badParameter(
                    "start_time",
                    "%s, and those are kept from %s on; accepted is a start_time not before that"
                            .formatted(
                                    query.scope().needsRaw()
                                            ? "sessions are told apart by raw points only, where no rollup has whole buckets of them"
                                            : "histograms are made from raw points only",
                                    Micros.toInstant(floors.of(0))));
        }
        if (below && query.needsAllPoints() && !query.takesProfiles()) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "not-exact",
                    "Quantiles, distinct and mode are exact from raw points only, and those are kept from %s on. Ask for a start_time not before that, or without exact=true."
                            .formatted(Micros.toInstant(floors.of(0))));
        }
    }

    /** Whether raw points of the range are gone. */
    static boolean isBelow(Floors floors, TimeseriesQuery query) {
        return query.interval().reach(query.range().from()) < floors.of(0);
    }

    List<QueryPlan> plans() {
        return profiles == null ? List.of(first) : List.of(first, profiles);
    }

    /** Whether what is read changes by itself, or is not what tiers could give: nobody's validator tells of it. */
    boolean isByItself() {
        Rolled rolled = first.rolled();
        return ofProfiles() != null || rolled != null && rolled.beyond();
    }

    /** From the first to the last stretch that is read. */
    TimeRange hull() {
        TimeRange hull = first.hull();
        if (profiles == null) {
            return hull;
        }
        TimeRange other = profiles.hull();
        return new TimeRange(Math.min(hull.from(), other.from()), Math.max(hull.to(), other.to()));
    }

    /** The plan of profiles, if any of them are read. */
    @Nullable
    QueryPlan ofProfiles() {
        return Stream.of(first, profiles == null ? first : profiles)
                .filter(plan -> plan.chain().isOfProfiles() && plan.tierRange() != null)
                .findFirst()
                .orElse(null);
    }
}
