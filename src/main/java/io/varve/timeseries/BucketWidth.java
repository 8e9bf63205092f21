package io.varve.timeseries;

import java.time.LocalDate;

/**
 * The width of buckets, and through it where they lie: either whole seconds or whole calendar months, in UTC.
 *
 * <p>Buckets are half-open and aligned: multiples of seven days to Monday 1970-01-05, other fixed widths to
 * 1970-01-01T00:00Z, months to January 1970. Times are epoch microseconds. The SQL function {@code rollup.bucket_start}
 * puts them in the same places.
 *
 * @param months 0 for a fixed width
 * @param micros 0 for a calendar width
 */
public record BucketWidth(int months, long micros) implements Buckets {

    private static final int MAX_MONTHS = 12 * 300;
    private static final long MAX_MICROS = 300 * 366 * Micros.DAY;
    private static final long WEEK = 7 * Micros.DAY;
    private static final long FIRST_MONDAY = 4 * Micros.DAY;

    public BucketWidth {
        if ((months == 0) == (micros == 0)) {
            throw new IllegalArgumentException("a width is either fixed or in calendar months");
        }
        if (months < 0 || months > MAX_MONTHS || micros < 0 || micros > MAX_MICROS) {
            throw outOfBounds();
        }
        if (micros % Micros.SECOND != 0) {
            throw new IllegalArgumentException("a width is a whole number of seconds");
        }
    }

    /** See {@link WidthFormat} for what is understood. */
    public static BucketWidth parse(String text) {
        return WidthFormat.parse(text);
    }

    /** The width PostgreSQL prints as this interval, for example {@code 1 mon}, {@code 7 days} or {@code 00:05:00}. */
    public static BucketWidth of(String interval) {
        return WidthFormat.parseInterval(interval);
    }

    public static BucketWidth ofSeconds(long seconds) {
        if (seconds < 1 || seconds > MAX_MICROS / Micros.SECOND) {
            throw outOfBounds();
        }
        return new BucketWidth(0, seconds * Micros.SECOND);
    }

    public static BucketWidth ofMonths(long months) {
        if (months < 1 || months > MAX_MONTHS) {
            throw outOfBounds();
        }
        return new BucketWidth((int) months, 0);
    }

    public boolean isCalendar() {
        return months > 0;
    }

    @Override
    public BucketWidth width() {
        return this;
    }

    @Override
    public long floor(long time) {
        if (isCalendar()) {
            LocalDate date = Micros.toDate(time);
            return startOfMonth(Math.floorDiv(monthIndex(date), months) * months);
        }
        long anchor = anchor();
        return anchor + Math.floorDiv(time - anchor, micros) * micros;
    }

    @Override
    public long next(long start) {
        return isCalendar() ? startOfMonth(monthIndex(Micros.toDate(start)) + months) : start + micros;
    }

    @Override
    public boolean contains(BucketWidth finer) {
        if (isCalendar()) {
            return finer.isCalendar() ? months % finer.months == 0 : Micros.DAY % finer.micros == 0;
        }
        return !finer.isCalendar() && micros % finer.micros == 0 && (anchor() - finer.anchor()) % finer.micros == 0;
    }

    @Override
    public boolean isRegular() {
        return true;
    }

    @Override
    public long count(TimeRange range) {
        return range.length() / shortest() + 2;
    }

    /** No bucket is shorter. */
    public long shortest() {
        return isCalendar() ? months * 28 * Micros.DAY : micros;
    }

    /** In the shortest form {@link #parse} understands: {@code 90s}, {@code 15m}, {@code 1w}, {@code 3mo}, {@code 1y}. */
    @Override
    public String toString() {
        return WidthFormat.format(this);
    }

    private static IllegalArgumentException outOfBounds() {
        return new IllegalArgumentException("a width is at least one second and at most 300 years");
    }

    private long anchor() {
        return micros % WEEK == 0 ? FIRST_MONDAY : 0;
    }

    static int monthIndex(LocalDate date) {
        return (date.getYear() - 1970) * 12 + date.getMonthValue() - 1;
    }

    private static long startOfMonth(int index) {
        return LocalDate.of(1970 + Math.floorDiv(index, 12), Math.floorMod(index, 12) + 1, 1)
                        .toEpochDay()
                * Micros.DAY;
    }
}
