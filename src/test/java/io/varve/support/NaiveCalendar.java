package io.varve.support;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where buckets begin on the clocks of a zone: each local start is put where java.time alone says it is. It shares nothing
 * with the service.
 *
 * @param interval a number and {@code s m h d w mo y}
 * @param origin epoch micros; null for January 1970, or the first Monday of it
 */
public record NaiveCalendar(
        String interval, ZoneId zone, @Nullable Long origin) {

    /** All starts from that of the bucket that holds {@code from} to the one after {@code to}. */
    public TreeSet<Long> starts(long from, long to) {
        TemporalAmount width = width(interval);
        LocalDateTime first = first(width);
        LocalDateTime until = local(to).plusDays(2);
        long number = number(width, first, local(from).minusDays(2)) - 1;
        TreeSet<Long> starts = new TreeSet<>();
        while (starts.higher(to) == null || at(first, width, number).isBefore(until)) {
            put(starts, width, at(first, width, number++));
        }
        return starts;
    }

    /** The end of the window before its first point: days and longer by the clocks, others elapsed. */
    public long before(String window, long end) {
        TemporalAmount width = width(window);
        if (width instanceof Duration duration && duration.toSeconds() % 86_400 != 0) {
            return end - duration.toSeconds() * 1_000_000L;
        }
        LocalDateTime earlier = width instanceof Duration duration
                ? local(end).minusDays(duration.toDays())
                : local(end).minusMonths(((Period) width).toTotalMonths());
        ZoneOffset usual = zone.getRules().getOffset(Instant.EPOCH.plus(end, ChronoUnit.MICROS));
        ZoneOffsetTransition change = zone.getRules().getTransition(earlier);
        return NaiveRollup.micros(
                change != null && change.isGap()
                        ? change.getInstant()
                        : earlier.atZone(zone)
                                        .withLaterOffsetAtOverlap()
                                        .getOffset()
                                        .equals(usual)
                                ? earlier.atZone(zone)
                                        .withLaterOffsetAtOverlap()
                                        .toInstant()
                                : earlier.atZone(zone).toInstant());
    }

    private void put(TreeSet<Long> starts, TemporalAmount width, LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        if (offsets.isEmpty()) {
            starts.add(NaiveRollup.micros(change.getInstant()));
            return;
        }
        starts.add(NaiveRollup.micros(local.toInstant(offsets.get(0))));
        boolean narrow = width instanceof Duration duration
                && change != null
                && duration.compareTo(change.getDuration().abs()) <= 0;
        if (offsets.size() > 1 && narrow) {
            starts.add(NaiveRollup.micros(local.toInstant(offsets.get(1))));
        }
    }

    private LocalDateTime first(TemporalAmount width) {
        boolean weeks = width instanceof Duration duration && duration.toSeconds() % (7 * 86_400) == 0;
        return origin == null ? LocalDateTime.of(1970, 1, weeks ? 5 : 1, 0, 0) : local(origin);
    }

    private LocalDateTime local(long micros) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), zone);
    }

    /** Of the bucket that holds the local time, or one before it. */
    private static long number(TemporalAmount width, LocalDateTime first, LocalDateTime time) {
        return width instanceof Duration duration
                ? Math.floorDiv(ChronoUnit.SECONDS.between(first, time), duration.toSeconds()) - 1
                : Math.floorDiv(ChronoUnit.MONTHS.between(first, time), ((Period) width).toTotalMonths()) - 1;
    }

    private static LocalDateTime at(LocalDateTime first, TemporalAmount width, long number) {
        return width instanceof Duration duration
                ? first.plusSeconds(number * duration.toSeconds())
                : first.plusMonths(number * ((Period) width).toTotalMonths());
    }

    /** Days and weeks as durations on the local clock. */
    private static TemporalAmount width(String interval) {
        long number = Long.parseLong(interval.replaceAll("\\D", ""));
        return switch (interval.replaceAll("\\d", "")) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            case "w" -> Duration.ofDays(7 * number);
            case "mo" -> Period.ofMonths((int) number);
            case "y" -> Period.ofYears((int) number);
            default -> throw new IllegalArgumentException(Objects.requireNonNull(interval));
        };
    }
}
