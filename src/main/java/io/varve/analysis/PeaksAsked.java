package io.varve.analysis;

import io.varve.query.Recurrence;
import io.varve.timeseries.AggregateFunction;
import io.varve.web.ProblemException;
import io.varve.web.WholeNumber;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which buckets compete.
 *
 * @param by its name
 * @param interval of the buckets
 * @param recurrence null where each bucket is by itself
 * @param top how many of each series
 * @param lowest whether the lowest come first
 */
record PeaksAsked(String by, String interval, @Nullable Recurrence recurrence, int top, boolean lowest) {

    private static final Map<String, Recurrence> RECURRING = Map.of(
            "hour_of_day", Recurrence.HOUR_OF_DAY,
            "hour_of_week", Recurrence.HOUR_OF_WEEK,
            "day_of_week", Recurrence.DAY_OF_WEEK,
            "month_of_year", Recurrence.MONTH_OF_YEAR);
    private static final int DEFAULT_TOP = 10;
    private static final int MOST = 1000;

    static PeaksAsked parse(
            @Nullable String by, @Nullable String top, @Nullable String order, @Nullable String functions) {
        String name = by == null ? "hour" : by.strip().toLowerCase(Locale.ROOT);
        Recurrence recurrence = RECURRING.get(name);
        String interval = recurrence == null ? period(name) : recurrence.interval();
        PeaksAsked asked = new PeaksAsked(name, interval, recurrence, top(top), lowest(order));
        if (functions != null) {
            asked.check(functions);
        }
        return asked;
    }

    private static String period(String name) {
        return switch (name) {
            case "hour", "day", "week", "month" -> name;
            default ->
                throw ProblemException.badParameter(
                        "by",
                        "by is hour, day, week or month for single ones, or hour_of_day, hour_of_week, day_of_week, month_of_year for all of a kind together, not '"
                                + name + "'");
        };
    }

    private static int top(@Nullable String text) {
        if (text == null) {
            return DEFAULT_TOP;
        }
        Integer number = WholeNumber.of(text, 1, MOST);
        if (number == null) {
            throw ProblemException.badParameter("top", "top is a number from 1 to " + MOST + ", not '" + text + "'");
        }
        return number;
    }

    private static boolean lowest(@Nullable String text) {
        return switch (text == null ? "desc" : text.strip().toLowerCase(Locale.ROOT)) {
            case "desc" -> false;
            case "asc" -> true;
            default ->
                throw ProblemException.badParameter(
                        "order", "order is desc for the highest or asc for the lowest, not '" + text + "'");
        };
    }

    /** One that exists; another is refused where it is read. */
    private void check(String name) {
        if (name.contains(",")) {
            throw ProblemException.badParameter("agg_func", "agg_func is one function here, by which peaks are found");
        }
        AggregateFunction function = ProblemException.orBadParameter("agg_func", () -> AggregateFunction.parse(name));
        if (function.kind() == AggregateFunction.Kind.AT) {
            throw ProblemException.badParameter("agg_func", "agg_func=at is about grids, and not about peaks");
        }
        if (recurrence != null && (function.needsNeighbours() || function.accumulates() || function.needsLength())) {
            throw ProblemException.badParameter(
                    "agg_func",
                    "%s is about buckets that are beside each other, and those of by=%s are not; accepted is it with by=hour, day, week or month"
                            .formatted(function.canonicalName(), by));
        }
    }
}
