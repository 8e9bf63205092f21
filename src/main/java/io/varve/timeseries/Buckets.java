package io.varve.timeseries;

import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where buckets lie: one begins where the one before it ends. Times are epoch microseconds.
 *
 * <p>They are counted in UTC ({@link BucketWidth}), from an origin ({@link AnchoredWidth}), or on the clocks of a time zone
 * ({@link ZonedBuckets}).
 */
public sealed interface Buckets permits BucketWidth, AnchoredWidth, ZonedBuckets {

    /** Buckets of more are never asked for at once. */
    int MOST = 200_000;

    /** Of most of the buckets; clocks that are put forward or back make some shorter or longer. */
    BucketWidth width();

    /** Start of the bucket that holds this time. */
    long floor(long time);

    /** Start of the bucket after the one that starts here. */
    long next(long start);

    /** The time itself if a bucket starts there, else the start of the next one. */
    default long ceil(long time) {
        long start = floor(time);
        return start == time ? time : next(start);
    }

    /** Whether every bucket, whenever it is, is made of whole buckets of the finer (or same) width. */
    boolean contains(BucketWidth finer);

    /** Whether they are all equally long, or months in UTC. */
    boolean isRegular();

    /** The range has part in no more buckets than this. */
    long count(TimeRange range);

    /** Starts of the buckets that have part in the range, in order. */
    default long[] starts(TimeRange range) {
        long[] starts = new long[16];
        int count = 0;
        for (long start = floor(range.from()); start < range.to(); start = next(start)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = start;
        }
        return Arrays.copyOf(starts, count);
    }

    /**
     * Buckets of a width on the clocks of a zone, in the simplest form that puts them into the same places.
     *
     * @param origin a time at which one begins; null for where {@link BucketWidth} begins, on the zone's clocks
     * @param range what they are for: elsewhere they may lie as if the offset from UTC were the one of the range
     */
    static Buckets of(BucketWidth width, @Nullable Long origin, ZoneId zone, TimeRange range) {
        ZoneRules rules = zone.getRules();
        Buckets local = origin == null ? width : AnchoredWidth.of(width, origin + offset(rules, origin));
        return new ZonedBuckets(local, rules).simplified(range);
    }

    private static long offset(ZoneRules rules, long time) {
        return rules.getOffset(Micros.toInstant(time)).getTotalSeconds() * Micros.SECOND;
    }
}
