package io.varve.custom;

import io.varve.timeseries.BucketWidth;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * When a rollup is refreshed: every so often, or by cron in UTC.
 *
 * @param every null by cron
 * @param cron as it was written; null by an interval
 */
record Schedule(@Nullable BucketWidth every, @Nullable String cron) {

    static final String ACCEPTED =
            "an interval (15m 6h 1d), or a cron expression of five fields, or six with seconds, in UTC (0 * * * *)";

    /** Throws an {@link IllegalArgumentException} that says what is accepted. */
    static Schedule parse(String text) {
        String wanted = text.strip();
        if (isCron(wanted)) {
            Schedule byCron = new Schedule(null, wanted);
            byCron.expression(wanted);
            return byCron;
        }
        try {
            return new Schedule(BucketWidth.parse(wanted), null);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + wanted + "' is no schedule; accepted are " + ACCEPTED, e);
        }
    }

    private static boolean isCron(String text) {
        return text.startsWith("@") || text.contains(" ");
    }

    /** The first time after this one. */
    Instant next(Instant now) {
        OffsetDateTime utc = now.atOffset(ZoneOffset.UTC);
        if (cron != null) {
            OffsetDateTime next = expression(cron).next(utc);
            return next == null ? Instant.MAX : next.toInstant();
        }
        BucketWidth length = every;
        if (length == null) {
            return now;
        }
        return utc.plusMonths(length.months()).toInstant().plusNanos(length.micros() * 1_000);
    }

    private CronExpression expression(String text) {
        try {
            boolean withoutSeconds = text.split("\\s+", -1).length == 5;
            CronExpression parsed = CronExpression.parse(withoutSeconds ? "0 " + text : text);
            if (parsed.next(OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)) == null) {
                throw new IllegalArgumentException("it is never due");
            }
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no schedule (" + e.getMessage() + "); accepted are " + ACCEPTED, e);
        }
    }

    @Override
    public String toString() {
        return cron == null ? String.valueOf(every) : cron;
    }
}
