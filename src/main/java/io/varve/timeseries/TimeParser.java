package io.varve.timeseries;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times as clients write them, read into microseconds since 1970-01-01T00:00Z. Times lie in 1900-01-01 to 2200-01-01
 * (UTC). Whatever cannot be read throws an {@link IllegalArgumentException} whose message says what is accepted.
 *
 * <p>Times are parsed by hand: one is read per point, and {@code DateTimeFormatter} costs more than all the rest of a
 * point together.
 */
public final class TimeParser {

    /** Earliest time that is accepted. */
    public static final long MIN = micros(LocalDate.of(1900, 1, 1));

    /** End of the accepted times, exclusive for a point, inclusive for the end of a range. */
    public static final long MAX = micros(LocalDate.of(2200, 1, 1));

    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final Pattern EPOCH_MILLIS = Pattern.compile("-?[0-9]{1,15}");
    private static final Pattern RELATIVE = Pattern.compile("(?i)now(?:([+-])([0-9]{1,9})(s|m|h|d|w|mo|y))?");

    private TimeParser() {}

    /**
     * Reads an RFC 3339 time (a space may stand for the T, digits beyond microseconds are cut off) or a date, which
     * means the start of that day.
     *
     * @param zone where times without an offset, and dates, are; null refuses them
     */
    public static long instant(String text, @Nullable ZoneId zone) {
        return within(parse(text, zone), MAX - 1, text);
    }

    /**
     * Reads a time in a query: what {@link #instant} reads, and epoch milliseconds, {@code now}, {@code now-7d},
     * {@code now+1h} (units s, m, h, d, w, mo, y; days and longer follow the calendar of the zone). 2200-01-01 itself
     * is accepted, as the end of a range.
     */
    public static long queryTime(String text, Instant now, ZoneId zone) {
        if (EPOCH_MILLIS.matcher(text).matches()) {
            return within(Math.multiplyExact(Long.parseLong(text), 1000L), MAX, text);
        }
        Matcher relative = RELATIVE.matcher(text);
        return within(relative.matches() ? relative(relative, now, zone) : parse(text, zone), MAX, text);
    }

    private static long relative(Matcher matcher, Instant now, ZoneId zone) {
        try {
            ZonedDateTime time = now.atZone(zone);
            if (matcher.group(1) != null) {
                time = plus(time, Long.parseLong(matcher.group(1) + matcher.group(2)), matcher.group(3));
            }
            return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(outside(matcher.group()).getMessage(), e);
        }
    }

    private static ZonedDateTime plus(ZonedDateTime time, long amount, String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "s" -> time.plusSeconds(amount);
            case "m" -> time.plusMinutes(amount);
            case "h" -> time.plusHours(amount);
            case "d" -> time.plusDays(amount);
            case "w" -> time.plusWeeks(amount);
            case "mo" -> time.plusMonths(amount);
            default -> time.plusYears(amount);
        };
    }

    private static long parse(String text, @Nullable ZoneId zone) {
        try {
            return new Scan(text).read(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + shown(text) + "' is not a time: " + e.getMessage(), e);
        }
    }

    private static long within(long micros, long max, String text) {
        if (micros < MIN || micros > max) {
            throw outside(text);
        }
        return micros;
    }

    private static IllegalArgumentException outside(String text) {
        return new IllegalArgumentException("'" + shown(text) + "' is outside 1900-01-01 to 2200-01-01");
    }

    private static String shown(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }

    private static long micros(LocalDate date) {
        return date.toEpochDay() * DAY;
    }

    /** One pass over one text. */
    private static final class Scan {
        private final String text;
        private int at;

        Scan(String text) {
            this.text = text;
        }

        long read(@Nullable ZoneId zone) {
            LocalDate date = date();
            if (at == text.length()) {
                return startOfDay(date, zone);
            }
            if ("Tt ".indexOf(text.charAt(at++)) < 0) {
                throw malformed();
            }
            long time = micros(date) + timeOfDay();
            return at == text.length() ? local(time, zone) : time - offsetSeconds() * SECOND;
        }

        private LocalDate date() {
            int year = digits(4);
            expect('-');
            int month = digits(2);
            expect('-');
            return LocalDate.of(year, month, digits(2));
        }

        private long timeOfDay() {
            long hour = limited(digits(2), 23, "hour");
            expect(':');
            long minute = limited(digits(2), 59, "minute");
            long second = 0;
            long fraction = 0;
            if (peek() == ':') {
                at++;
                second = limited(digits(2), 59, "second");
                fraction = fraction();
            }
            return ((hour * 60 + minute) * 60 + second) * SECOND + fraction;
        }

        private long fraction() {
            if (peek() != '.') {
                return 0;
            }
            int start = ++at;
            long micros = 0;
            for (long unit = SECOND / 10; isDigit(peek()); unit /= 10) {
                micros += unit * (text.charAt(at++) - '0');
            }
            if (at == start) {
                throw malformed();
            }
            return micros;
        }

        private long offsetSeconds() {
            char sign = text.charAt(at++);
            if (sign == 'Z' || sign == 'z') {
                end();
                return 0;
            }
            if (sign == ' ') {
                throw new IllegalArgumentException("'" + shown(text)
                        + "' has a space where its offset begins; a '+' in a URL must be written as %2B");
            }
            if (sign != '+' && sign != '-') {
                throw malformed();
            }
            long hours = limited(digits(2), 23, "offset hour");
            if (peek() == ':') {
                at++;
            }
            long minutes = at == text.length() ? 0 : limited(digits(2), 59, "offset minute");
            end();
            long seconds = hours * 3600 + minutes * 60;
            return sign == '-' ? -seconds : seconds;
        }

        private long startOfDay(LocalDate date, @Nullable ZoneId zone) {
            return zone == null
                    ? local(micros(date), null)
                    : date.atStartOfDay(zone).toEpochSecond() * SECOND;
        }

        private long local(long time, @Nullable ZoneId zone) {
            if (zone == null) {
                throw new IllegalArgumentException("'" + shown(text)
                        + "' has no offset: end it with Z or +hh:mm, or name the zone with the parameter tz");
            }
            if (zone instanceof ZoneOffset offset) {
                return time - offset.getTotalSeconds() * SECOND;
            }
            LocalDateTime dateTime = LocalDateTime.ofEpochSecond(Math.floorDiv(time, SECOND), 0, ZoneOffset.UTC);
            ZoneOffsetTransition transition = zone.getRules().getTransition(dateTime);
            if (transition != null && transition.isGap()) {
                throw new IllegalArgumentException(
                        "'" + shown(text) + "' does not exist in " + zone + ": clocks are put forward over it");
            }
            // In an overlap the rules answer with the offset before it, which is the earlier instant.
            return time - zone.getRules().getOffset(dateTime).getTotalSeconds() * SECOND;
        }

        private int digits(int count) {
            int number = 0;
            for (int i = 0; i < count; i++) {
                if (!isDigit(peek())) {
                    throw malformed();
                }
                number = number * 10 + (text.charAt(at++) - '0');
            }
            return number;
        }

        private long limited(int number, int max, String what) {
            if (number > max) {
                throw new DateTimeException(what + " " + number + " is above " + max);
            }
            return number;
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private void expect(char c) {
            if (peek() != c) {
                throw malformed();
            }
            at++;
        }

        private void end() {
            if (at != text.length()) {
                throw malformed();
            }
        }

        private IllegalArgumentException malformed() {
            return new IllegalArgumentException(
                    "'" + shown(text) + "' is not a time such as 2025-01-31T12:00:00Z or 2025-01-31 12:00:00.5+01:00");
        }
    }
}
