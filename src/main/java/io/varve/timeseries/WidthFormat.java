package io.varve.timeseries;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How bucket widths are written: words ({@code min hour day week month year}), a number with a unit
 * ({@code 90s 15m 6h 2d 1w 3mo 1y}), or an ISO-8601 duration ({@code PT5M P1D P1M}; months not mixed with days or times).
 */
final class WidthFormat {

    static final String ACCEPTED = "min, hour, day, week, month, year, a number with a unit (90s 15m 6h 2d 1w 3mo 1y)"
            + " or an ISO-8601 duration (PT5M P1D P1M)";

    private static final Map<String, String> WORDS =
            Map.of("min", "1m", "minute", "1m", "hour", "1h", "day", "1d", "week", "1w", "month", "1mo", "year", "1y");
    private static final Map<String, Long> SECONDS =
            Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L, "w", 7 * 86_400L);
    private static final Pattern SHORT = Pattern.compile("(\\d{1,10})(s|m|h|d|w|mo|y)");
    private static final Pattern ISO = Pattern.compile(
            "P(?=.)(?:(\\d{1,4})Y)?(?:(\\d{1,5})M)?(?:(\\d{1,6})W)?(?:(\\d{1,6})D)?"
                    + "(?:T(?=.)(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,10})S)?)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern INTERVAL = Pattern.compile(
            "(?:(\\d{1,4}) years? ?)?(?:(\\d{1,5}) mons? ?)?(?:(\\d{1,6}) days? ?)?(?:(\\d{1,9}):(\\d\\d):(\\d\\d))?");

    private WidthFormat() {}

    static BucketWidth parse(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        Matcher number = SHORT.matcher(WORDS.getOrDefault(wanted, wanted));
        if (number.matches()) {
            return ofUnit(Long.parseLong(number.group(1)), number.group(2));
        }
        Matcher iso = ISO.matcher(wanted);
        if (iso.matches()) {
            long seconds = weighted(iso, 3, 7 * 86_400L, 86_400, 3_600, 60, 1);
            return of(weighted(iso, 1, 12, 1), seconds, text);
        }
        throw unknown(text);
    }

    static BucketWidth parseInterval(String text) {
        Matcher interval = INTERVAL.matcher(text.strip());
        if (!interval.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an interval of months or of seconds");
        }
        return of(weighted(interval, 1, 12, 1), weighted(interval, 3, 86_400, 3_600, 60, 1), text);
    }

    static String format(BucketWidth width) {
        if (width.isCalendar()) {
            return width.months() % 12 == 0 ? width.months() / 12 + "y" : width.months() + "mo";
        }
        long seconds = width.micros() / Micros.SECOND;
        for (String unit : new String[] {"w", "d", "h", "m"}) {
            long length = SECONDS.getOrDefault(unit, 1L);
            if (seconds % length == 0) {
                return seconds / length + unit;
            }
        }
        return seconds + "s";
    }

    private static BucketWidth ofUnit(long number, String unit) {
        return switch (unit) {
            case "mo" -> BucketWidth.ofMonths(number);
            case "y" -> BucketWidth.ofMonths(number * 12);
            default -> BucketWidth.ofSeconds(number * SECONDS.getOrDefault(unit, 1L));
        };
    }

    private static BucketWidth of(long months, long seconds, String text) {
        if (months > 0 && seconds > 0) {
            throw new IllegalArgumentException("'" + text + "' mixes calendar months with fixed lengths");
        }
        return months > 0 ? BucketWidth.ofMonths(months) : BucketWidth.ofSeconds(seconds);
    }

    private static long weighted(Matcher matcher, int group, long... weights) {
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * number(matcher.group(group + i));
        }
        return sum;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("'" + text.strip() + "' is not a width; accepted are " + ACCEPTED);
    }
}
