package io.varve.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The questions that are asked again and again, of series named {@code bench.s..}. */
final class Dashboard {

    static final int YEARS = 2;
    private static final int YEAR = 364;
    static final int DAYS = 365 * YEARS;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private Dashboard() {}

    /** About the day before {@code end}, of series 0 to {@code series} exclusive. */
    static List<Question> lastDay(int series, Instant end) {
        String ten = IntStream.range(10, 20).mapToObj(Format::name).collect(Collectors.joining(","));
        // At most three digits: other series may have longer names.
        String all = "series=%5Ebench%5C.s%5Cd%7B1,3%7D%24";
        String allName = Section.figure(series) + " series, a day's max by 1h";
        return List.of(
                Question.ofOne("one series, last hour by 1m", 7, "1m", "1 minute", HOUR, end),
                Question.ofOne("one series, a day by 5m", 7, "5m", "5 minutes", DAY, end),
                new Question(
                        "ten series, a day by 1h",
                        "series=" + ten,
                        "series_id BETWEEN 10 AND 19",
                        "1h",
                        "1 hour",
                        "avg",
                        DAY,
                        end),
                new Question(allName, all, "series_id < 1000", "1h", "1 hour", "max", DAY, end));
    }

    /** A year by month beside the one before it, with differences and ratios, of a series that has both. */
    static String yearOverYear(int series, Instant end) {
        return "/api/timeseries/compare?series=%s&interval=month&agg_func=avg,max&offset=1y&start_time=%s&end_time=%s"
                .formatted(Format.name(series), end.minus(Duration.ofDays(YEAR)), end);
    }

    /** About a series that has two years. */
    static List<Question> longRange(int series, Instant end) {
        return List.of(
                Question.ofOne("one series, a month by 1h", series, "1h", "1 hour", Duration.ofDays(30), end),
                Question.ofOne("one series, half a year by day", series, "1d", "1 day", Duration.ofDays(182), end),
                Question.ofOne(
                        "one series, two years by month", series, "month", "1 month", Duration.ofDays(DAYS - 1), end));
    }
}
