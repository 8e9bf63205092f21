package io.varve.query;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeRange;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The interval of an answer.
 *
 * @param label as it was asked for, or what {@code auto} has become
 * @param buckets null for raw points
 * @param zone whose clocks they follow
 * @param origin a time at which one begins; null for none in particular
 * @param window what rows are about, at the start of each bucket; null for the buckets themselves
 * @param spread what points are put into instead of buckets; null for the buckets themselves
 */
record AskedInterval(
        String label,
        @Nullable Buckets buckets,
        ZoneId zone,
        @Nullable Long origin,
        @Nullable Sliding window,
        @Nullable Spread spread) {

    static final String AUTO = "auto";
    static final AskedInterval RAW = new AskedInterval("raw", null, ZoneOffset.UTC, null, null, null);

    /** Reads {@code raw} or a width, of buckets in UTC. */
    static AskedInterval parse(String text) {
        String label = text.strip().toLowerCase(Locale.ROOT);
        return label.equals(RAW.label)
                ? RAW
                : new AskedInterval(label, BucketWidth.parse(label), ZoneOffset.UTC, null, null, null);
    }

    /** The same buckets, for another range. */
    AskedInterval over(TimeRange other) {
        return in(zone, origin, other);
    }

    /** The same, with rows about windows that end where buckets start. */
    AskedInterval sliding(BucketWidth width, String asked) {
        return new AskedInterval(label, buckets, zone, origin, new Sliding(asked, width, zone), spread);
    }

    /** The same, with rows about the pieces that windows are put together from, called by their last microsecond. */
    AskedInterval pieces() {
        return new AskedInterval(label, buckets, zone, origin, window == null ? null : window.pieces(), spread);
    }

    /** The same, with points put into something else. */
    AskedInterval spread(Spread other) {
        return new AskedInterval(label, buckets, zone, origin, window, other);
    }

    /** Before the first point that counts for a row at this time. */
    long reach(long time) {
        return window == null ? time : Math.min(time, window.before(time));
    }

    /** The same on the clocks of a zone and from an origin, for a range. */
    AskedInterval in(ZoneId zone, @Nullable Long origin, TimeRange range) {
        return new AskedInterval(
                label,
                buckets == null ? null : Buckets.of(buckets.width(), origin, zone, range),
                zone,
                origin,
                window,
                spread);
    }
}
