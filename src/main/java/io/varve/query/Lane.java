package io.varve.query;

import io.varve.timeseries.Buckets;
import io.varve.timeseries.FillMethod;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The buckets of one field of one group along a page, in order of time, and what is known of those beside it. */
final class Lane {

    private final int group;
    private final int field;
    private final @Nullable Partial[] partials;
    private @Nullable Known before;
    private @Nullable Known after;
    private double carried;
    private @Nullable List<List<Between>> apart;

    Lane(int group, int field, int buckets) {
        this.group = group;
        this.field = field;
        this.partials = new Partial[buckets];
    }

    static long key(int group, int field) {
        return (long) group << 32 | field;
    }

    int group() {
        return group;
    }

    int field() {
        return field;
    }

    void put(int bucket, Partial partial) {
        partials[bucket] = partial;
    }

    void before(Known known) {
        before = known;
    }

    void after(Known known) {
        after = known;
    }

    /** What each series of the group comes to between its points, bucket by bucket. */
    void add(List<Between> series) {
        if (apart == null) {
            apart = new ArrayList<>();
            series.forEach(bucket -> apart().add(new ArrayList<>()));
        }
        for (int i = 0; i < series.size(); i++) {
            apart().get(i).add(series.get(i));
        }
    }

    private List<List<Between>> apart() {
        return Objects.requireNonNull(apart);
    }

    /** Points of the range that lie before its first bucket. */
    void carry(Partial earlier) {
        carried += earlier.sum();
    }

    /** Whether something before the page matters; with {@code starts}, to the value at the first bucket's start too. */
    boolean opensWithGap(long start, boolean starts, boolean always) {
        Partial first = partials[0];
        return first == null || always || starts && first.firstTime() != start;
    }

    boolean endsWithGap(boolean always) {
        return always || partials[partials.length - 1] == null;
    }

    /** Of a lane of one series: what goes on between its points, bucket by bucket. */
    List<Between> betweens(Context context) {
        List<Between> betweens = new ArrayList<>();
        fill(
                context,
                (place, cell) ->
                        betweens.addAll(Objects.requireNonNull(cell.filling()).between()));
        return betweens;
    }

    interface CellSink {
        void put(int bucket, Row.Cell cell);
    }

    /**
     * What is the same for all lanes of a page.
     *
     * @param buckets of the page, in order of time
     * @param at whether values at buckets' starts are asked for
     * @param opening which one in a row the first bucket is, if none before it has points and it has none
     * @param between whether functions are for which the points beside a bucket count
     * @param running whether those before it do, from the range's start on, or its length
     * @param all buckets
     * @param range the asked one
     * @param window null for buckets
     * @param distance how many buckets in a row lie between one outside the page and the page, and are empty, plus one
     */
    record Context(
            Fill fill,
            List<Long> buckets,
            boolean at,
            boolean between,
            boolean running,
            int opening,
            Buckets all,
            TimeRange range,
            @Nullable Sliding window,
            ToIntFunction<Known> distance) {

        /** What a row is about: a window wholly, a bucket as far as it lies in the range. */
        TimeRange part(long bucket) {
            return window != null
                    ? window.reaching(bucket)
                    : new TimeRange(Math.max(range.from(), bucket), Math.min(range.to(), all.next(bucket)));
        }
    }

    /** Gives the cell of each bucket by its index. */
    void fill(Context context, CellSink into) {
        Reach[] ahead = ahead(context);
        Known left = before;
        Reach back =
                before == null || unseen(before, context) ? new Reach(null, context.opening()) : reach(before, context);
        double total = carried;
        for (int i = 0; i < partials.length; i++) {
            long bucket = context.buckets().get(i);
            Partial here = partials[i];
            double own = here == null ? 0 : here.sum();
            // Windows overlap: each begins anew.
            total = context.window() == null ? total + own : own;
            into.put(i, cell(context, i, left, back, ahead[i], total));
            left = here == null ? left : new Known(bucket, here);
            back = here == null ? back.further() : new Reach(new Known(bucket, here), 1);
        }
    }

    /** The nearest bucket with points on one side, and how many steps away it is. */
    private record Reach(@Nullable Known known, int steps) {

        Reach further() {
            return new Reach(known, steps == Integer.MAX_VALUE ? steps : steps + 1);
        }
    }

    private Row.Cell cell(Context context, int place, @Nullable Known left, Reach back, Reach ahead, double total) {
        long bucket = context.buckets().get(place);
        Partial here = partials[place];
        if (here != null && !context.at() && !context.between() && !context.running() && apart == null) {
            return new Row.Cell(field, here);
        }
        Fill fill = context.fill();
        boolean near = fill.method() != FillMethod.NEXT || here != null || fill.allows(ahead.steps());
        return new Row.Cell(
                field,
                here == null ? Partial.NOTHING : here,
                new Filling(
                        fill.method(),
                        bucket,
                        here,
                        fill.allows(back.steps()) ? back.known() : null,
                        near ? ahead.known() : null,
                        fill.allows(back.steps()),
                        bucket >= context.range().from(),
                        context.part(bucket),
                        total,
                        between(context, place, left, ahead)));
    }

    private List<Between> between(Context context, int place, @Nullable Known left, Reach ahead) {
        if (apart != null) {
            return apart().get(place);
        }
        return context.between()
                ? List.of(new Between(
                        context.part(context.buckets().get(place)),
                        partials[place],
                        partial(left),
                        partial(ahead.known())))
                : List.of();
    }

    /** Zeros are made of nothing outside the range. */
    private static boolean unseen(Known known, Context context) {
        return known.outside() && context.fill().method() == FillMethod.ZERO;
    }

    private static @Nullable Partial partial(@Nullable Known known) {
        return known == null ? null : known.partial();
    }

    private Reach[] ahead(Context context) {
        Reach[] ahead = new Reach[partials.length];
        Reach next = after == null ? new Reach(null, Integer.MAX_VALUE) : reach(after, context);
        for (int i = partials.length - 1; i >= 0; i--) {
            ahead[i] = next;
            Partial here = partials[i];
            next = here == null
                    ? next.further()
                    : new Reach(new Known(context.buckets().get(i), here), 1);
        }
        return ahead;
    }

    private static Reach reach(Known known, Context context) {
        return new Reach(known, context.distance().applyAsInt(known));
    }
}
