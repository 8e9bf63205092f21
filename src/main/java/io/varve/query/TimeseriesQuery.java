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
 * @param mark of the parameters, for the next cursor
 */
record TimeseriesQuery(
        SeriesSelector selector,
        RawScope scope,
        TimeRange range,
        AskedInterval interval,
        Set<AggregateFunction> functions,
        Grouping grouping,
        boolean descending,
        int limit,
        @Nullable Cursor cursor,
        long mark) {

    boolean isRaw() {
        return interval.buckets() == null;
    }

    boolean computes() {
        return functions.stream().anyMatch(AggregateFunction::isNumeric);
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
