package io.varve.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long something is kept: calendar months and seconds, or for ever. Written as a number with a unit ({@code 90s 30m 24h
 * 30d 2w 6mo 5y}), as an ISO-8601 period or duration ({@code P1Y}, {@code P30D}, {@code P1DT12H}), or as {@code forever}.
 *
 * @param months calendar months of UTC; 0 with 0 seconds for ever
 * @param seconds beside the months; a day has 86,400
 */
record Keep(int months, long seconds) {

    static final String ACCEPTED =
            "a number with a unit (90s 30m 24h 30d 2w 6mo 5y), an ISO-8601 period (P30D, P1Y, PT36H), or forever";

    static final Keep FOREVER = new Keep(0, 0);

    private static final long DAY = 86_400;
    private static final int MAX_MONTHS = 12 * 300;
    private static final long MAX_SECONDS = 300 * 366 * DAY;
    private static final Pattern SHORT = Pattern.compile("(\\d{1,10})(s|m|min|h|d|w|mo|y)");
    private static final Pattern ISO =
            Pattern.compile("p(?=.)(?:(\\d{1,4})y)?(?:(\\d{1,5})m)?(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?"
                    + "(?:t(?=.)(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,10})s)?)?");

    Keep {
        if (months < 0 || seconds < 0 || months > MAX_MONTHS || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException("something is kept for at most 300 years, or forever");
        }
    }

    /** Throws an {@link IllegalArgumentException} that says what is accepted. */
    static Keep parse(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        if (wanted.equals("forever")) {
            return FOREVER;
        }
        Matcher number = SHORT.matcher(wanted);
        if (number.matches()) {
            return finite(ofUnit(Long.parseLong(number.group(1)), number.group(2)), text);
        }
        Matcher iso = ISO.matcher(wanted);
        if (iso.matches()) {
            long months = 12 * part(iso, 1) + part(iso, 2);
            long days = 7 * part(iso, 3) + part(iso, 4);
            long seconds = days * DAY + 3_600 * part(iso, 5) + 60 * part(iso, 6) + part(iso, 7);
            return finite(of(months, seconds), text);
        }
        throw unknown(text);
    }

    boolean isForever() {
        return months == 0 && seconds == 0;
    }

    /** What lies before is no longer kept; null for ever. */
    @Nullable
    Instant cutoff(Instant now) {
        return isForever()
                ? null
                : now.atOffset(ZoneOffset.UTC)
                        .minusMonths(months)
                        .minusSeconds(seconds)
                        .toInstant();
    }

    /** How long it is at least, whatever the months; not for ever. */
    Duration shortest() {
        return CalendarSpan.shortest(months).plusSeconds(seconds);
    }

    /** As {@link #parse} takes it. */
    @Override
    public String toString() {
        if (isForever()) {
            return "forever";
        }
        if (months > 0 && seconds > 0) {
            return "P" + months + "MT" + seconds + "S";
        }
        if (months > 0) {
            return months % 12 == 0 ? months / 12 + "y" : months + "mo";
        }
        return format(Duration.ofSeconds(seconds));
    }

    /** In the largest of days, hours, minutes and seconds that it is a whole number of. */
    static String format(Duration length) {
        long seconds = length.toSeconds();
        if (seconds % DAY == 0) {
            return seconds / DAY + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Keep ofUnit(long number, String unit) {
        return switch (unit) {
            case "y" -> of(number * 12, 0);
            case "mo" -> of(number, 0);
            case "w" -> of(0, number * 7 * DAY);
            case "d" -> of(0, number * DAY);
            case "h" -> of(0, number * 3_600);
            case "m", "min" -> of(0, number * 60);
            default -> of(0, number);
        };
    }

    private static Keep of(long months, long seconds) {
        return new Keep((int) Math.min(months, Integer.MAX_VALUE), seconds);
    }

    private static Keep finite(Keep keep, String text) {
        if (keep.isForever()) {
            throw new IllegalArgumentException("'" + text.strip() + "' is no time at all; accepted: " + ACCEPTED);
        }
        return keep;
    }

    private static long part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException(
                "'" + text.strip() + "' is not how long something is kept; accepted: " + ACCEPTED);
    }
}
