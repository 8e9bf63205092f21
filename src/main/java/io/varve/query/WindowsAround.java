package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.FillMethod;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nearest windows with points on both sides of a page of windows.
 *
 * <p>The nearest point is found as {@link LookAround} finds it, and from it the window. Where windows have gaps between them, the point
 * may lie in none: then the next one further away is looked for.
 */
final class WindowsAround {

    private static final int MOST_TRIES = 50;

    private final PreparedQuery prepared;
    private final DensePage dense;
    private final PartReader reader;
    private final Fill fill;
    private final Sliding window;
    private final Buckets ticks;

    WindowsAround(
            PreparedQuery prepared, DensePage dense, PartReader reader, Fill fill, Sliding window, Buckets ticks) {
        this.prepared = prepared;
        this.dense = dense;
        this.reader = reader;
        this.fill = fill;
        this.window = window;
        this.ticks = ticks;
    }

    /** Tells the lanes what lies beside them. Not null if the snapshot asks for another plan. */
    @Nullable
    Seen complete(Collection<Lane> lanes) {
        long first = dense.buckets().get(0);
        long last = dense.buckets().get(dense.buckets().size() - 1);
        Seen seen = fill.looksBack()
                ? look(
                        lanes.stream()
                                .filter(lane -> lane.opensWithGap(first, false, false))
                                .toList(),
                        new Back(first))
                : null;
        return seen == null && fill.method().looksAhead()
                ? look(lanes.stream().filter(lane -> lane.endsWithGap(false)).toList(), new Ahead(last))
                : seen;
    }

    /** One side of the page. */
    private interface Side {

        /** The points that the windows within reach are about; null if there are none. */
        @Nullable
        TimeRange points();

        /** The nearest window that has this point, which is the nearest one; null if that is in none. */
        @Nullable
        Long tick(long point);

        /** What is left to search where the point is in no window. */
        @Nullable
        TimeRange beyond(long point);

        long nearest(Partial located);

        void tell(Lane lane, Known known);
    }

    private @Nullable Seen look(List<Lane> lanes, Side side) {
        Map<Long, List<Lane>> found = new HashMap<>();
        Map<@Nullable TimeRange, List<Lane>> searched = new HashMap<>();
        searched.put(side.points(), lanes);
        for (int tries = 0; !searched.isEmpty(); tries++) {
            if (tries == MOST_TRIES) {
                throw ProblemException.badParameter(
                        "fill",
                        "the nearest window with points is too far to be found, as points lie between windows; accepted are fill_limit, and a window as wide as the interval");
            }
            Map<@Nullable TimeRange, List<Lane>> further = new HashMap<>();
            for (Map.Entry<@Nullable TimeRange, List<Lane>> search : searched.entrySet()) {
                Seen seen = locate(search.getKey(), search.getValue(), side, found, further);
                if (seen != null) {
                    return seen;
                }
            }
            searched = further;
        }
        for (Map.Entry<Long, List<Lane>> tick : found.entrySet()) {
            Seen seen = read(tick.getKey(), tick.getValue(), side);
            if (seen != null) {
                return seen;
            }
        }
        return null;
    }

    private @Nullable Seen locate(
            @Nullable TimeRange range,
            List<Lane> lanes,
            Side side,
            Map<Long, List<Lane>> found,
            Map<@Nullable TimeRange, List<Lane>> further) {
        if (range == null || lanes.isEmpty()) {
            return null;
        }
        Lanes of = new Lanes(lanes);
        Page page = reader.beside(prepared.part(
                prepared.query().part(range, LookAround.ONE_BUCKET, Set.of(AggregateFunction.AT)),
                of.of(prepared.groups())));
        if (page.seen().replan()) {
            return page.seen();
        }
        Map<Lane, Long> points = new HashMap<>();
        of.each(page, (lane, row, partial) -> points.merge(lane, side.nearest(partial), (a, b) -> nearer(side, a, b)));
        if (side instanceof Ahead && points.size() < lanes.size()) {
            reader.reached(range.to());
        }
        points.forEach((lane, point) -> {
            Long tick = side.tick(point);
            if (tick != null) {
                found.computeIfAbsent(tick, same -> new ArrayList<>()).add(lane);
            } else {
                further.computeIfAbsent(side.beyond(point), same -> new ArrayList<>())
                        .add(lane);
            }
        });
        return null;
    }

    private static long nearer(Side side, long a, long b) {
        return side instanceof Back ? Math.max(a, b) : Math.min(a, b);
    }

    private @Nullable Seen read(long tick, List<Lane> lanes, Side side) {
        TimeRange at = new TimeRange(tick, tick + 1);
        TimeseriesQuery query = prepared.query();
        Lanes of = new Lanes(lanes);
        Page page = reader.shown(
                prepared.part(query.part(at, query.interval().over(at), query.functions()), of.of(prepared.groups())));
        if (page.seen().replan()) {
            return page.seen();
        }
        if (side instanceof Ahead) {
            reader.reached(tick + 1);
        }
        boolean outside = !query.range().contains(tick);
        of.each(page, (lane, row, partial) -> side.tell(lane, new Known(tick, partial, outside)));
        return null;
    }

    private static @Nullable TimeRange range(long from, long to) {
        long earliest = Math.max(from, TimeParser.MIN);
        long latest = Math.min(to, TimeParser.MAX);
        return earliest < latest ? new TimeRange(earliest, latest) : null;
    }

    /** Windows that end before the page's first. */
    private final class Back implements Side {

        private final long last;
        private final long earliest;

        Back(long first) {
            last = ticks.floor(first - 1);
            long far = fill.method() == FillMethod.ZERO
                    ? ticks.ceil(prepared.query().range().from())
                    : Long.MIN_VALUE;
            if (fill.limit() != null) {
                long limited = first;
                for (int i = 0; i < fill.limit(); i++) {
                    limited = ticks.floor(limited - 1);
                }
                far = Math.max(far, limited);
            }
            earliest = far;
        }

        @Override
        public @Nullable TimeRange points() {
            return last < earliest
                    ? null
                    : range(earliest == Long.MIN_VALUE ? earliest : window.before(earliest) + 1, last + 1);
        }

        @Override
        public @Nullable Long tick(long point) {
            long tick = Math.min(last, ticks.floor(point + longest()));
            while (tick >= point && window.before(tick) >= point) {
                tick = ticks.floor(tick - 1);
            }
            return tick >= point && tick >= earliest ? Long.valueOf(tick) : null;
        }

        @Override
        public @Nullable TimeRange beyond(long point) {
            long tick = ticks.floor(point);
            return tick < earliest
                    ? null
                    : range(earliest == Long.MIN_VALUE ? earliest : window.before(earliest) + 1, tick + 1);
        }

        @Override
        public long nearest(Partial located) {
            return located.lastTime();
        }

        @Override
        public void tell(Lane lane, Known known) {
            lane.before(known);
        }
    }

    /** Windows that end after the page's last. */
    private final class Ahead implements Side {

        private final long first;
        private final long latest;

        Ahead(long last) {
            first = ticks.next(last);
            long far = Long.MAX_VALUE;
            if (fill.limit() != null && fill.method() == FillMethod.NEXT) {
                far = last;
                for (int i = 0; i < fill.limit(); i++) {
                    far = ticks.next(far);
                }
            }
            latest = far;
        }

        @Override
        public @Nullable TimeRange points() {
            return range(window.before(first) + 1, latest == Long.MAX_VALUE ? latest : latest + 1);
        }

        @Override
        public @Nullable Long tick(long point) {
            long tick = Math.max(first, ticks.ceil(point));
            return window.before(tick) < point && tick <= latest ? Long.valueOf(tick) : null;
        }

        @Override
        public @Nullable TimeRange beyond(long point) {
            long tick = Math.max(first, ticks.ceil(point));
            return tick > latest
                    ? null
                    : range(window.before(tick) + 1, latest == Long.MAX_VALUE ? latest : latest + 1);
        }

        @Override
        public long nearest(Partial located) {
            return located.firstTime();
        }

        @Override
        public void tell(Lane lane, Known known) {
            lane.after(known);
        }
    }

    /** No window is longer. */
    private long longest() {
        BucketWidth width = window.width();
        return (width.isCalendar() ? width.months() * 31L * Micros.DAY : width.micros()) + Micros.DAY;
    }
}
