package io.varve.query;

import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeRange;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts times into buckets that recur, in SQL: each by its own start into the first of its like.
 *
 * @param range what is put into buckets
 */
record RecurringSql(Buckets buckets, TimeRange range, Recurrence recurrence, ZoneId zone) implements Placement {

    @Override
    public String before() {
        long[] starts = buckets.starts(range);
        Map<Integer, Long> firsts = new HashMap<>();
        return ",\ngrid AS MATERIALIZED (SELECT %s AS starts, %s AS firsts)"
                .formatted(
                        SqlText.times(Arrays.stream(starts)),
                        SqlText.times(Arrays.stream(starts)
                                .map(start -> firsts.computeIfAbsent(recurrence.number(start, zone), same -> start))));
    }

    @Override
    public String ofRaw(String time) {
        return "(SELECT firsts FROM grid)[width_bucket(%s, (SELECT starts FROM grid))]".formatted(time);
    }

    @Override
    public String ofTier(String start) {
        return ofRaw(start);
    }
}
