package io.varve.query;

import io.varve.timeseries.Micros;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.ToIntFunction;

/** Buckets that come again, on the clocks of a zone. */
public enum Recurrence {
    HOUR_OF_DAY("hour", ZonedDateTime::getHour),
    /** From 0, Monday at midnight. */
    HOUR_OF_WEEK("hour", time -> (time.getDayOfWeek().getValue() - 1) * 24 + time.getHour()),
    /** 1 is Monday, as in {@link DayOfWeek}. */
    DAY_OF_WEEK("day", time -> time.getDayOfWeek().getValue()),
    MONTH_OF_YEAR("month", ZonedDateTime::getMonthValue);

    private final String interval;
    private final ToIntFunction<ZonedDateTime> number;

    Recurrence(String interval, ToIntFunction<ZonedDateTime> number) {
        this.interval = interval;
        this.number = number;
    }

    /** The interval of the buckets that come again. */
    public String interval() {
        return interval;
    }

    /** Which of them the bucket that starts then is. */
    public int number(long start, ZoneId zone) {
        return number.applyAsInt(Micros.toInstant(start).atZone(zone));
    }
}
