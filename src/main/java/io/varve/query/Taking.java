package io.varve.query;

import io.varve.custom.Members;
import io.varve.custom.Rollup;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has one rollup serve what it can of one query. */
record Taking(PreparedQuery prepared, PendingHull hull) {

    /** More of them are read otherwise. */
    private static final int MOST_SEGMENTS = 16;

    /** Planned again; null where the rollup is of no use. */
    @Nullable
    PreparedQuery with(Rollup rollup) {
        Buckets buckets = prepared.query().interval().buckets();
        if (buckets == null
                || !buckets.contains(rollup.tier().width())
                || rollup.bySession() != prepared.query().scope().needsRaw()) {
            return null;
        }
        List<TimeRange> stretches = stretches(rollup);
        Map<Integer, Integer> groups = stretches.isEmpty() ? null : groups(rollup.members());
        return groups == null ? null : planned(rolled(rollup, groups, stretches), buckets);
    }

    /** Whole buckets of the range that are made, and of which nothing is known to be out of date. */
    private List<TimeRange> stretches(Rollup rollup) {
        BucketWidth width = rollup.tier().width();
        TimeRange range = prepared.query().remaining();
        long from = width.ceil(Math.max(range.from(), rollup.begins()));
        long to = rollup.position() == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : width.floor(Math.min(range.to(), rollup.position()));
        List<TimeRange> gone = new ArrayList<>(rollup.pending());
        if (hull.range() != null) {
            gone.add(hull.range());
        }
        List<TimeRange> left = from < to ? List.of(new TimeRange(from, to)) : List.of();
        for (TimeRange gap : gone) {
            left = without(left, gap, width);
        }
        return left;
    }

    private static List<TimeRange> without(List<TimeRange> stretches, TimeRange gap, BucketWidth width) {
        List<TimeRange> left = new ArrayList<>();
        for (TimeRange stretch : stretches) {
            if (!stretch.overlaps(gap)) {
                left.add(stretch);
                continue;
            }
            if (gap.from() > stretch.from() && width.floor(gap.from()) > stretch.from()) {
                left.add(new TimeRange(stretch.from(), width.floor(gap.from())));
            }
            if (gap.to() < stretch.to() && width.ceil(gap.to()) < stretch.to()) {
                left.add(new TimeRange(width.ceil(gap.to()), stretch.to()));
            }
        }
        return left;
    }

    /** A place among the wanted series for each group; null unless they are made of exactly these, each of one row. */
    private @Nullable Map<Integer, Integer> groups(Members members) {
        Wanted wanted = prepared.groups().wanted();
        Map<Integer, Integer> places = new LinkedHashMap<>();
        Map<Integer, Integer> found = new LinkedHashMap<>();
        for (int i = 0; i < wanted.series().length; i++) {
            int group = members.groupOf(wanted.series()[i]);
            int place = places.computeIfAbsent(group, first -> -1);
            if (place < 0) {
                places.put(group, i);
                place = i;
            }
            if (group == Members.NONE
                    || wanted.groups()[place] != wanted.groups()[i]
                    || wanted.fields()[place] != wanted.fields()[i]) {
                return null;
            }
            found.merge(group, 1, Integer::sum);
        }
        boolean whole = found.entrySet().stream().allMatch(each -> members.sizeOf(each.getKey()) == each.getValue());
        return whole ? places : null;
    }

    private Rolled rolled(Rollup rollup, Map<Integer, Integer> places, List<TimeRange> stretches) {
        Wanted wanted = prepared.groups().wanted();
        int[] groups = places.keySet().stream().mapToInt(Integer::intValue).toArray();
        int[] at = places.values().stream().mapToInt(Integer::intValue).toArray();
        return new Rolled(
                rollup,
                groups,
                Arrays.stream(at).map(place -> wanted.groups()[place]).toArray(),
                Arrays.stream(at).map(place -> wanted.fields()[place]).toArray(),
                stretches,
                !prepared.isExact());
    }

    /** Null where what the tiers give beside it would reach into what it serves. */
    private @Nullable PreparedQuery planned(Rolled rolled, Buckets buckets) {
        TimeRange range = prepared.query().remaining();
        Ways ways = prepared.ways();
        List<Segment> segments = new ArrayList<>();
        long done = range.from();
        for (TimeRange stretch : rolled.stretches()) {
            if (!fill(segments, done, stretch.from(), buckets)) {
                return null;
            }
            segments.add(new Segment(stretch, rolled.rollup().tier(), rolled));
            done = stretch.to();
        }
        if (!fill(segments, done, range.to(), buckets) || segments.size() > MOST_SEGMENTS) {
            return null;
        }
        QueryPlan plan = new QueryPlan(range, List.copyOf(segments), ways.tiers(), ways.floors());
        return new PreparedQuery(
                prepared.query(),
                prepared.selection(),
                prepared.groups(),
                new Ways(plan, null, ways.tiers(), ways.floors()),
                prepared.shortcuts());
    }

    private boolean fill(List<Segment> into, long from, long to, Buckets buckets) {
        if (from >= to) {
            return true;
        }
        TimeRange range = prepared.query().remaining();
        for (Segment segment : others(new TimeRange(from, to), buckets)) {
            if (segment.range().from() < from && from != range.from()
                    || segment.range().to() > to && to != range.to()) {
                return false;
            }
            into.add(segment);
        }
        return true;
    }

    /** What the rollup leaves: only points tell sessions apart otherwise. */
    private List<Segment> others(TimeRange left, Buckets buckets) {
        Ways ways = prepared.ways();
        return prepared.query().scope().needsRaw()
                ? Planner.rawOnly(left, ways.floors())
                : Planner.plan(left, buckets, ways.tiers(), ways.floors());
    }
}
