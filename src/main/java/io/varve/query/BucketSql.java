package io.varve.query;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import java.util.Arrays;

/**
 * Puts times into buckets, in SQL. Where buckets are neither all equally long nor months in UTC, their starts come along
 * as an array: time zones are Java's alone, as PostgreSQL's may be of another year.
 *
 * @param range what is put into buckets
 */
record BucketSql(Buckets buckets, TimeRange range) implements Placement {

    private static final String STARTS = "(SELECT starts FROM grid)";

    @Override
    public String before() {
        return buckets.isRegular()
                ? ""
                : ",\ngrid AS MATERIALIZED (SELECT %s AS starts)"
                        .formatted(SqlText.times(Arrays.stream(buckets.starts(range))));
    }

    @Override
    public String ofRaw(String time) {
        return of(time);
    }

    @Override
    public String ofTier(String start) {
        return of(start);
    }

    /** Start of the bucket that holds the time. */
    private String of(String time) {
        if (!buckets.isRegular()) {
            return "%1$s[width_bucket(%2$s, %1$s)]".formatted(STARTS, time);
        }
        BucketWidth width = buckets.width();
        if (width.isCalendar()) {
            return switch (width.months()) {
                case 1 -> "date_trunc('month', " + time + ", 'UTC')";
                case 12 -> "date_trunc('year', " + time + ", 'UTC')";
                default -> "rollup.bucket_start(" + SqlText.interval(width) + ", " + time + ")";
            };
        }
        // An origin before all points: date_bin of early PostgreSQL 14 and 15 is wrong before its origin.
        long origin = buckets.floor(TimeParser.MIN - 1);
        return "date_bin(" + SqlText.interval(width) + ", " + time + ", " + SqlText.time(origin) + ")";
    }
}
