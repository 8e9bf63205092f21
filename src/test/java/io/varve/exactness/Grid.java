package io.varve.exactness;

import io.varve.support.NaiveCalendar;
import io.varve.support.NaiveRollup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Where buckets begin, for oracles. */
interface Grid {

    /** Start of the bucket that holds the time. */
    long floor(long time);

    /** Start of the bucket after the one that starts there. */
    long next(long start);

    /** Starts of all that have part in [from, to). */
    default List<Long> starts(long from, long to) {
        List<Long> starts = new ArrayList<>();
        for (long at = floor(from); at < to; at = next(at)) {
            starts.add(at);
        }
        return starts;
    }

    /** By the names of {@link NaiveRollup#bucketStart}. */
    static Grid utc(String interval) {
        long day = 86_400_000_000L;
        Long widest = Map.of(
                        "min",
                        60_000_000L,
                        "hour",
                        3_600_000_000L,
                        "day",
                        day,
                        "week",
                        7 * day,
                        "month",
                        31 * day,
                        "year",
                        366 * day)
                .get(interval);
        return new Grid() {
            @Override
            public long floor(long time) {
                return NaiveRollup.bucketStart(interval, time);
            }

            @Override
            public long next(long start) {
                return widest == null
                        ? start + Long.parseLong(interval.substring(0, interval.length() - 1)) * 1_000_000L
                        : NaiveRollup.bucketStart(interval, start + widest);
            }
        };
    }

    /** By java.time, around wherever it was asked last. */
    static Grid of(NaiveCalendar calendar) {
        long around = 3 * 86_400_000_000L;
        return new Grid() {

            private long low = Long.MAX_VALUE;
            private long high = Long.MIN_VALUE;
            private TreeSet<Long> starts = new TreeSet<>();

            @Override
            public long floor(long time) {
                return Objects.requireNonNull(at(time).floor(time));
            }

            @Override
            public long next(long start) {
                return Objects.requireNonNull(at(start).higher(start));
            }

            private TreeSet<Long> at(long time) {
                if (time < low || time > high) {
                    low = time - around;
                    high = time + around;
                    starts = calendar.starts(low, high);
                }
                return starts;
            }
        };
    }
}
