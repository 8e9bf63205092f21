package io.varve.query;

import io.varve.catalog.SeriesSelector;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.TimeRange;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query, read and checked.
 *
 * @param range what was asked for; never that of a page
 * @param functions in the order asked for; empty for raw points
 * @param cursor where the page before ended; null for the first
 * @param top null for all groups
 * @param mark of the parameters, for the next cursor
 */
record TimeseriesQuery(
        SeriesSelector selector,
        RawScope scope,
        TimeRange range,
        AskedInterval interval,
        Set<AggregateFunction> functions,
        Exactness exactness,
        Fill fill,
        Grouping grouping,
        boolean descending,
        int limit,
        @Nullable Cursor cursor,
        @Nullable Top top,
        long mark) {

    /** What it is about, of another range and all of that. */
    TimeseriesQuery part(TimeRange other) {
        return part(other, interval.over(other), functions);
    }

    TimeseriesQuery part(TimeRange other, AskedInterval by, Set<AggregateFunction> some) {
        return new TimeseriesQuery(
                selector,
                scope,
                other,
                by,
                some,
                exactness,
                Fill.NONE,
                grouping,
                false,
                Integer.MAX_VALUE,
                null,
                null,
                mark);
    }

    /** So many of its rows, after where the page before ended. */
    TimeseriesQuery page(@Nullable Cursor after, int rows) {
        return new TimeseriesQuery(
                selector,
                scope,
                range,
                interval,
                functions,
                exactness,
                fill,
                grouping,
                descending,
                rows,
                after,
                top,
                mark);
    }

    /** The same in every respect, of another range and interval: all of it, up to so many rows. */
    TimeseriesQuery whole(TimeRange other, AskedInterval by, Set<AggregateFunction> some, int most) {
        return new TimeseriesQuery(
                selector, scope, other, by, some, exactness, fill, grouping, false, most, null, null, mark);
    }

    /** How many points all of it is about, those in front of it included that windows reach. */
    TimeseriesQuery counting() {
        return part(
                new TimeRange(interval.reach(range.from()), range.to()),
                LookAround.ONE_BUCKET,
                Set.of(AggregateFunction.COUNT));
    }

    /** The same, told from profiles what tiers do not tell. */
    TimeseriesQuery beyondPoints() {
        return new TimeseriesQuery(
                selector,
                scope,
                range,
                interval,
                functions,
                exactness.beyondPoints(),
                fill,
                grouping,
                descending,
                limit,
                cursor,
                top,
                mark);
    }

    /** The same of other functions; of none, how many points there are. */
    TimeseriesQuery of(Set<AggregateFunction> others) {
        return new TimeseriesQuery(
                selector,
                scope,
                range,
                interval,
                others.isEmpty() ? Set.of(AggregateFunction.COUNT) : others,
                exactness,
                fill,
                grouping,
                descending,
                limit,
                cursor,
                top,
                mark);
    }

    boolean isRaw() {
        return interval.buckets() == null;
    }

    boolean computes() {
        return functions.stream().anyMatch(AggregateFunction::isNumeric) || top != null && top.computes();
    }

    /** Whether it is about more than the partials of tiers tell. */
    boolean needsDistribution() {
        return functions.stream().anyMatch(AggregateFunction::needsDistribution);
    }

    boolean needsSteps() {
        return functions.stream().anyMatch(AggregateFunction::needsSteps);
    }

    /** Whether only raw points tell: of their sessions, or how many have which values. */
    boolean needsRaw() {
        return scope.needsRaw() || interval.spread() instanceof Spread.Bins;
    }

    boolean needsAllPoints() {
        return needsDistribution() || needsSteps();
    }

    /** Whether profiles will do for what tiers do not tell: sessions they do not know, and distributions only roughly. */
    boolean takesProfiles() {
        return needsAllPoints() && !needsRaw() && !(exactness.insisted() && needsDistribution());
    }

    boolean needsNeighbours() {
        return functions.stream().anyMatch(AggregateFunction::needsNeighbours);
    }

    /** Whether a bucket's points alone do not tell, though those of no other buckets are needed with them. */
    boolean needsBuckets() {
        return functions.stream().anyMatch(function -> function.accumulates() || function.needsLength());
    }

    boolean accumulates() {
        return functions.stream().anyMatch(AggregateFunction::accumulates);
    }

    /** Whether points before the range may count. */
    boolean looksBack() {
        return fill.anyLooksBack() || needsNeighbours();
    }

    /** Whether points after the range may count. */
    boolean looksAhead() {
        return fill.anyLooksAhead() || functions.stream().anyMatch(AggregateFunction::looksAhead);
    }

    /** Whether all buckets have to be looked at, also those without points. */
    boolean isDense() {
        return fill.makesRows() || needsNeighbours() || needsBuckets();
    }

    /** The part of the range that this and later pages are about. */
    TimeRange remaining() {
        if (cursor == null) {
            return range;
        }
        long end = interval.buckets() == null
                ? cursor.time() + 1
                : interval.buckets().next(cursor.time());
        return descending
                ? new TimeRange(range.from(), Math.min(range.to(), end))
                : new TimeRange(Math.max(range.from(), cursor.time()), range.to());
    }
}
