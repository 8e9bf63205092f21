package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.FillMethod;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nearest buckets with points on both sides of a page, for the lanes that have gaps there.
 *
 * <p>Where the nearest point lies, is asked of everything on that side in buckets as wide as they come: tiers keep the
 * times of their first and last points, so that a series costs the rows of one ragged edge, however long it is. Then
 * the buckets that hold those points are read, each with the lanes that it is the nearest of.
 */
final class LookAround {

    private static final TimeRange EVER = new TimeRange(TimeParser.MIN, TimeParser.MAX);
    /** So wide that everything is in it. */
    static final AskedInterval ONE_BUCKET =
            new AskedInterval("all", BucketWidth.ofMonths(12 * 300), ZoneOffset.UTC, null, null, null);

    private final PreparedQuery prepared;
    private final DensePage dense;
    private final Buckets buckets;
    private final PartReader reader;
    private final TimeRange covered;
    private final Fill fill;
    private final Map<Nearest, Integer> distances = new HashMap<>();

    /** The bucket of a nearest point; an edge of the range that cuts it makes two of it. */
    private record Nearest(long bucket, boolean outside) {}

    /** For groups that are filled in this way. */
    LookAround(PreparedQuery prepared, DensePage dense, PartReader reader, Fill fill) {
        this.prepared = prepared;
        this.dense = dense;
        this.buckets =
                Objects.requireNonNull(prepared.query().interval().over(EVER).buckets());
        this.reader = reader;
        this.covered = dense.covered(prepared.query().range(), buckets);
        this.fill = fill;
    }

    /** Tells the lanes what lies beside them. Not null if the snapshot asks for another plan. */
    @Nullable
    Seen complete(Collection<Lane> lanes) {
        Sliding window = prepared.query().interval().window();
        if (window != null) {
            return new WindowsAround(prepared, dense, reader, fill, window, buckets).complete(lanes);
        }
        boolean at = prepared.query().functions().contains(AggregateFunction.AT);
        long start = dense.buckets().get(0);
        boolean always = between(prepared.query());
        List<Lane> open = lanes.stream()
                .filter(lane -> lane.opensWithGap(start, at, always))
                .toList();
        List<Lane> ending =
                lanes.stream().filter(lane -> lane.endsWithGap(always)).toList();
        Seen seen = always || fill.looksBack() ? look(open, back(), true) : null;
        boolean further = prepared.query().functions().stream().anyMatch(AggregateFunction::looksAhead);
        return seen == null && (further || fill.method().looksAhead()) ? look(ending, ahead(), false) : seen;
    }

    Lane.Context context(TimeseriesQuery query) {
        long start = dense.buckets().get(0);
        return new Lane.Context(
                fill,
                dense.buckets(),
                query.functions().contains(AggregateFunction.AT),
                between(query),
                query.needsBuckets(),
                steps(first(query), start) + 1,
                buckets,
                query.range(),
                query.interval().window(),
                this::distance);
    }

    /** The first bucket, or window, of the range. */
    private long first(TimeseriesQuery query) {
        long from = query.range().from();
        return query.interval().window() == null ? buckets.floor(from) : buckets.ceil(from);
    }

    /** Whether points count for buckets beside theirs, however far those are. */
    private static boolean between(TimeseriesQuery query) {
        return query.functions().stream().anyMatch(AggregateFunction::goesBetween);
    }

    /** Zeros are made of nothing outside the range. */
    private @Nullable TimeRange back() {
        if (between(prepared.query())) {
            return TimeParser.MIN < covered.from() ? new TimeRange(TimeParser.MIN, covered.from()) : null;
        }
        long earliest =
                fill.method() == FillMethod.ZERO ? prepared.query().range().from() : TimeParser.MIN;
        if (fill.limit() != null) {
            long far = dense.buckets().get(0);
            for (int i = 0; i < fill.limit() && far > earliest; i++) {
                far = buckets.floor(far - 1);
            }
            earliest = Math.max(earliest, far);
        }
        return earliest < covered.from() ? new TimeRange(earliest, covered.from()) : null;
    }

    private @Nullable TimeRange ahead() {
        long latest = TimeParser.MAX;
        if (fill.limit() != null && fill.method() == FillMethod.NEXT && !between(prepared.query())) {
            long far = dense.buckets().get(dense.buckets().size() - 1);
            for (int i = 0; i <= fill.limit() && far < latest; i++) {
                far = buckets.next(far);
            }
            latest = Math.min(latest, far);
        }
        return covered.to() < latest ? new TimeRange(covered.to(), latest) : null;
    }

    private @Nullable Seen look(List<Lane> lanes, @Nullable TimeRange range, boolean back) {
        if (lanes.isEmpty() || range == null) {
            return null;
        }
        Lanes of = new Lanes(lanes);
        Page located = reader.beside(prepared.part(
                prepared.query().part(range, ONE_BUCKET, Set.of(AggregateFunction.AT)), of.of(prepared.groups())));
        if (located.seen().replan()) {
            return located.seen();
        }
        Map<Nearest, List<Lane>> nearest = new HashMap<>();
        Map<Lane, Long> times = times(located, of, back);
        if (!back) {
            reader.reached(
                    times.size() < lanes.size()
                            ? range.to()
                            : times.values().stream().max(Long::compare).orElseThrow() + 1);
        }
        times.forEach((lane, time) -> nearest.computeIfAbsent(
                        nearest(Math.max(range.from(), Math.min(range.to() - 1, time))), bucket -> new ArrayList<>())
                .add(lane));
        for (Map.Entry<Nearest, List<Lane>> bucket : nearest.entrySet()) {
            Seen seen = read(bucket.getKey(), bucket.getValue(), range, back);
            if (seen != null) {
                return seen;
            }
        }
        return null;
    }

    /** Of the point that is nearest. */
    private static Map<Lane, Long> times(Page located, Lanes lanes, boolean back) {
        Map<Lane, Long> times = new HashMap<>();
        lanes.each(located, (lane, row, partial) -> {
            if (back) {
                times.merge(lane, partial.lastTime(), Math::max);
            } else {
                times.merge(lane, partial.firstTime(), Math::min);
            }
        });
        return times;
    }

    private Nearest nearest(long time) {
        return new Nearest(buckets.floor(time), !prepared.query().range().contains(time));
    }

    private @Nullable Seen read(Nearest bucket, List<Lane> lanes, TimeRange searched, boolean back) {
        TimeRange asked = prepared.query().range();
        long from = Math.max(bucket.bucket(), searched.from());
        long to = Math.min(buckets.next(bucket.bucket()), searched.to());
        if (back) {
            from = bucket.outside() ? from : Math.max(from, asked.from());
            to = bucket.outside() ? Math.min(to, asked.from()) : to;
        } else {
            from = bucket.outside() ? Math.max(from, asked.to()) : from;
            to = bucket.outside() ? to : Math.min(to, asked.to());
        }
        TimeRange range = new TimeRange(from, to);
        TimeseriesQuery query = prepared.query();
        if (!back && fill.method().looksAhead()) {
            reader.reached(to);
        }
        Lanes of = new Lanes(lanes);
        Page page = reader.shown(prepared.part(
                query.part(range, query.interval().over(range), ofNeighbours()), of.of(prepared.groups())));
        if (page.seen().replan()) {
            return page.seen();
        }
        of.each(page, (lane, row, partial) -> {
            Known known = new Known(row.time(), partial, bucket.outside());
            if (back) {
                lane.before(known);
            } else {
                lane.after(known);
            }
        });
        return null;
    }

    /** Of what lies beside the page only the nearest point counts for what goes on from point to point. */
    private Set<AggregateFunction> ofNeighbours() {
        Set<AggregateFunction> functions = new HashSet<>(prepared.query().functions());
        if (functions.removeIf(AggregateFunction::needsSteps)) {
            functions.add(AggregateFunction.AT);
        }
        return functions;
    }

    private int distance(Known known) {
        return distances.computeIfAbsent(new Nearest(known.bucket(), known.outside()), this::distance);
    }

    /** A bucket that the range cuts is its own neighbour, one step away. */
    private int distance(Nearest bucket) {
        TimeRange asked = prepared.query().range();
        boolean cut = prepared.query().interval().window() == null
                && bucket.outside()
                && bucket.bucket() < asked.to()
                && buckets.next(bucket.bucket()) > asked.from();
        long first = dense.buckets().get(0);
        long last = dense.buckets().get(dense.buckets().size() - 1);
        int steps = bucket.bucket() <= first ? steps(bucket.bucket(), first) : steps(last, bucket.bucket());
        return Math.max(1, cut ? steps + 1 : steps);
    }

    /** How many buckets further; more than the limit is enough to know. */
    private int steps(long from, long to) {
        int most = fill.limit() == null ? 0 : fill.limit() + 1;
        int steps = 0;
        for (long at = from; at < to && steps < most; at = buckets.next(at)) {
            steps++;
        }
        return steps;
    }
}
