package io.varve.query;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A window that slides along: what is told of a time t is about the points in {@code (t - width, t]}.
 *
 * @param label as it was asked for
 * @param width days, weeks, months and years go back to the same time of day on the zone's clocks; other widths are elapsed
 *     time
 * @param inPieces whether it is about the pieces that windows are put together from, each by itself
 */
record Sliding(String label, BucketWidth width, ZoneId zone, boolean inPieces) {

    Sliding(String label, BucketWidth width, ZoneId zone) {
        this(label, width, zone, false);
    }

    Sliding pieces() {
        return new Sliding(label, width, zone, true);
    }

    /** The end of the window before its first point: that time itself is not part of it. */
    long before(long end) {
        if (!width.isCalendar() && (width.micros() % Micros.DAY != 0 || zone instanceof ZoneOffset)) {
            return end - width.micros();
        }
        Instant instant = Micros.toInstant(end);
        LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
        LocalDateTime earlier =
                width.isCalendar() ? local.minusMonths(width.months()) : local.minusDays(width.micros() / Micros.DAY);
        return Micros.of(at(earlier, zone.getRules().getOffset(instant)));
    }

    /** The stretch of time that ends there; points at its start are not part of it, one at its end is. */
    TimeRange reaching(long end) {
        return new TimeRange(before(end), end);
    }

    /** Of a time that clocks show twice the one with this offset; for one that they skip, when they do. */
    private Instant at(LocalDateTime local, ZoneOffset usual) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            return zone.getRules().getTransition(local).getInstant();
        }
        return local.toInstant(offsets.contains(usual) ? usual : offsets.get(0));
    }
}
