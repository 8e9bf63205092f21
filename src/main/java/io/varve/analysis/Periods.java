package io.varve.analysis;

import io.varve.query.Question;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two periods, bucket by bucket.
 *
 * @param counterparts of the asked period's buckets, in order of time: null where the earlier one has none
 */
record Periods(TimeRange previous, Map<Long, @Nullable Long> counterparts) {

    /** Of a longer look around than this no bucket of the earlier period starts outside. */
    private static final long AROUND = 62 * Micros.DAY;

    static Periods of(Question question, Offset offset) {
        TimeRange range = question.range();
        Buckets current = question.over(new TimeRange(range.from() - AROUND, range.to() + AROUND))
                .buckets();
        refuseTooMany(current, range);
        Buckets earlier = question.over(around(range, current, offset)).buckets();
        Map<Long, @Nullable Long> counterparts = new LinkedHashMap<>();
        for (long start : current.starts(range)) {
            counterparts.put(start, offset.counterpart(start, current, earlier));
        }
        long from = offset.edge(range.from(), current, earlier);
        long to = offset.edge(range.to(), current, earlier);
        if (from >= to || from >= range.from() || from < TimeParser.MIN) {
            throw ProblemException.badParameter(
                    "offset",
                    "offset (%s) leads to no earlier buckets of %s; accepted are the interval itself and more, back to 1900"
                            .formatted(offset.width(), question.interval()));
        }
        return new Periods(new TimeRange(from, to), counterparts);
    }

    private static TimeRange around(TimeRange range, Buckets current, Offset offset) {
        long widest = current.next(current.floor(range.from())) - current.floor(range.from());
        return new TimeRange(
                offset.back(range.from()) - 2 * widest - AROUND, offset.back(range.to()) + 2 * widest + AROUND);
    }

    private static void refuseTooMany(Buckets buckets, TimeRange range) {
        if (buckets.count(range) > Question.MOST_ROWS) {
            throw ProblemException.badParameter(
                    "interval",
                    "the range has more than %d buckets; accepted are a wider interval or a shorter range"
                            .formatted(Question.MOST_ROWS));
        }
    }

    /** Starts of buckets that the earlier period has and that none is compared with. */
    List<Long> unmatched(Buckets earlier) {
        Set<@Nullable Long> matched = new HashSet<>(counterparts.values());
        return Arrays.stream(earlier.starts(previous))
                .filter(start -> !matched.contains(start))
                .boxed()
                .toList();
    }
}
