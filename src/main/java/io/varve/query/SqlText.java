package io.varve.query;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Times and widths as SQL. Times are literals, not parameters, so that partitions are pruned while planning and are
 * neither locked nor opened.
 */
final class SqlText {

    private SqlText() {}

    static String time(long micros) {
        if (micros == Long.MIN_VALUE) {
            return "'-infinity'::timestamptz";
        }
        return micros == Long.MAX_VALUE ? "'infinity'::timestamptz" : "'" + Micros.toInstant(micros) + "'::timestamptz";
    }

    static String times(LongStream micros) {
        return micros.mapToObj(time -> time == Long.MIN_VALUE
                        ? "-infinity"
                        : Micros.toInstant(time).toString())
                .collect(Collectors.joining(",", "'{", "}'::timestamptz[]"));
    }

    /** {@code column >= from AND column < to}. */
    static String within(String column, TimeRange range) {
        return column + " >= " + time(range.from()) + " AND " + column + " < " + time(range.to());
    }

    static String multirange(List<TimeRange> ranges) {
        return ranges.stream()
                .map(range -> "[" + Micros.toInstant(range.from()) + "," + Micros.toInstant(range.to()) + ")")
                .collect(Collectors.joining(",", "'{", "}'::tstzmultirange"));
    }

    static String interval(BucketWidth width) {
        return width.isCalendar()
                ? "'" + width.months() + " months'::interval"
                : "'" + width.micros() / Micros.SECOND + " seconds'::interval";
    }
}
