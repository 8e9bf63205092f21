package io.varve.timeseries;

import java.time.LocalDate;

/**
 * Buckets of a width that are counted from an origin instead of 1970: fixed widths in both directions from there, months
 * from its day of the month and time of day (in a month that has no such day, from its last).
 *
 * @param origin epoch micros
 */
public record AnchoredWidth(BucketWidth width, long origin) implements Buckets {

    /** The width alone, where that says the same. */
    static Buckets of(BucketWidth width, long origin) {
        return width.floor(origin) == origin ? width : new AnchoredWidth(width, origin);
    }

    @Override
    public long floor(long time) {
        if (!width.isCalendar()) {
            return origin + Math.floorDiv(time - origin, width.micros()) * width.micros();
        }
        int number = number(time);
        long start = start(number);
        return start <= time ? start : start(number - 1);
    }

    @Override
    public long next(long start) {
        return width.isCalendar() ? start(number(start) + 1) : start + width.micros();
    }

    @Override
    public boolean contains(BucketWidth finer) {
        return width.contains(finer) && finer.floor(origin) == origin;
    }

    @Override
    public boolean isRegular() {
        return !width.isCalendar();
    }

    @Override
    public long count(TimeRange range) {
        return width.count(range);
    }

    /** The bucket that begins in the month of this time, or else before it. */
    private int number(long time) {
        return Math.floorDiv(month(time) - month(origin), width.months());
    }

    private long start(int number) {
        LocalDate date = Micros.toDate(origin).plusMonths((long) number * width.months());
        return date.toEpochDay() * Micros.DAY + Math.floorMod(origin, Micros.DAY);
    }

    private static int month(long time) {
        return BucketWidth.monthIndex(Micros.toDate(time));
    }
}
