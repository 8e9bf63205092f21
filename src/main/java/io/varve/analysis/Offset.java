package io.varve.analysis;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.Micros;
import io.varve.web.ProblemException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much earlier the other period is. Days, weeks, months and years go back to the same time of day on the clocks of the
 * zone, shorter ones are elapsed time.
 */
record Offset(BucketWidth width, ZoneId zone) {

    static Offset parse(@Nullable String text, ZoneId zone) {
        if (text == null) {
            throw ProblemException.badParameter(
                    "offset", "offset says how much earlier the other period is, such as 1y, 1mo, 52w, 7d or 24h");
        }
        return new Offset(ProblemException.orBadParameter("offset", () -> BucketWidth.parse(text)), zone);
    }

    /** The same time of the earlier period: in a month without that day its last, for a time that clocks skipped when they did. */
    long back(long time) {
        if (isElapsed()) {
            return time - width.micros();
        }
        LocalDateTime earlier = earlier(local(time));
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(earlier);
        if (offsets.isEmpty()) {
            return Micros.of(zone.getRules().getTransition(earlier).getInstant());
        }
        ZoneOffset own = zone.getRules().getOffset(Micros.toInstant(time));
        return Micros.of(earlier.toInstant(offsets.contains(own) ? own : offsets.get(0)));
    }

    /** The bucket of the earlier period that the one that starts then is compared with; null for none. */
    @Nullable
    Long counterpart(long start, Buckets current, Buckets earlier) {
        return isCounted(start, current.width()) ? Long.valueOf(nearest(back(start), earlier)) : null;
    }

    /** Where the earlier period is as far in its bucket as this time is in its own. */
    long edge(long time, Buckets current, Buckets earlier) {
        long start = current.floor(time);
        return nearest(back(start), earlier) + back(time) - back(start);
    }

    /** A leap day, an hour that clocks skipped and the second of one that they showed twice may not have been in the other year. */
    private boolean isCounted(long start, BucketWidth interval) {
        if (isElapsed() || interval.isCalendar() || interval.micros() > Micros.DAY) {
            return true;
        }
        LocalDateTime local = local(start);
        LocalDateTime earlier = earlier(local);
        if (width.isCalendar() && earlier.getDayOfMonth() != local.getDayOfMonth()) {
            return false;
        }
        if (interval.micros() == Micros.DAY) {
            return true;
        }
        List<ZoneOffset> then = zone.getRules().getValidOffsets(earlier);
        List<ZoneOffset> now = zone.getRules().getValidOffsets(local);
        boolean second = now.size() > 1 && !now.get(0).equals(zone.getRules().getOffset(Micros.toInstant(start)));
        return !then.isEmpty() && (!second || then.size() > 1);
    }

    private boolean isElapsed() {
        return !width.isCalendar() && width.micros() % Micros.DAY != 0;
    }

    private LocalDateTime local(long time) {
        return LocalDateTime.ofInstant(Micros.toInstant(time), zone);
    }

    private LocalDateTime earlier(LocalDateTime local) {
        return width.isCalendar() ? local.minusMonths(width.months()) : local.minusDays(width.micros() / Micros.DAY);
    }

    private static long nearest(long time, Buckets buckets) {
        long start = buckets.floor(time);
        long next = buckets.next(start);
        return time - start <= next - time ? start : next;
    }
}
