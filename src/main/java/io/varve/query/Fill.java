package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.FillMethod;
import io.varve.web.ProblemException;
import io.varve.web.WholeNumber;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How buckets without points are filled.
 *
 * @param method of all series for which there is no other
 * @param limit how many of them in a row at most; null for all
 * @param defaults methods of metric types by name; null if the one method is for all
 */
record Fill(
        FillMethod method,
        @Nullable Integer limit,
        @Nullable Map<String, FillMethod> defaults) {

    static final Fill NONE = new Fill(FillMethod.NONE, null, null);

    /** Asks for that of each metric type. */
    static final String DEFAULT = "default";

    private static final int MAX_LIMIT = 10_000;

    /** {@code ofTypes} tells the methods of metric types. */
    static Fill parse(@Nullable String method, @Nullable String limit, Supplier<Map<String, FillMethod>> ofTypes) {
        boolean byType = method != null && method.strip().equalsIgnoreCase(DEFAULT);
        FillMethod parsed = method == null || byType ? FillMethod.NONE : method(method);
        return new Fill(parsed, limit(limit, parsed, byType), byType ? ofTypes.get() : null);
    }

    private static @Nullable Integer limit(@Nullable String limit, FillMethod parsed, boolean byType) {
        if (limit == null) {
            return null;
        }
        if (parsed == FillMethod.NONE && !byType) {
            throw ProblemException.badParameter(
                    "fill_limit", "fill_limit goes with fill=null, zero, previous, next, linear or default");
        }
        Integer number = WholeNumber.of(limit, 1, MAX_LIMIT);
        if (number == null) {
            throw ProblemException.badParameter(
                    "fill_limit", "fill_limit is a number of buckets from 1 to " + MAX_LIMIT + ", not '" + limit + "'");
        }
        return number;
    }

    private static FillMethod method(String text) {
        try {
            return FillMethod.parse(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter(
                    "fill", "fill: " + e.getMessage() + ", and default for that of each metric type");
        }
    }

    /** Whether buckets without points have rows, of some series at least. */
    boolean makesRows() {
        return method != FillMethod.NONE || defaults != null;
    }

    /** That of one metric type. */
    Fill of(String metric) {
        return defaults == null ? this : new Fill(defaults.getOrDefault(metric, FillMethod.NONE), limit, null);
    }

    /** As it is asked for. */
    String label() {
        return defaults == null ? method.label() : DEFAULT;
    }

    /** Itself if it goes with what else is asked. */
    Fill with(AskedInterval interval, Set<AggregateFunction> functions, Grouping grouping) {
        if (makesRows() && interval.buckets() == null) {
            throw ProblemException.badParameter(
                    "fill", "fill does not go with interval=raw: points have no gaps to fill");
        }
        if (grouping.session() && functions.stream().anyMatch(AggregateFunction::needsNeighbours)) {
            throw ProblemException.badParameter(
                    "group_by",
                    "group_by=session_id does not go with at, delta, twa, twa_linear, increase and rate: they go on from point to point of a series");
        }
        boolean ofBuckets = functions.stream().anyMatch(function -> function.accumulates() || function.needsLength());
        if (ofBuckets && grouping.session()) {
            throw ProblemException.badParameter(
                    "agg_func",
                    "cumulative and count_rate are about the buckets of a series: they do not go with group_by=session_id");
        }
        if (interval.window() != null && functions.contains(AggregateFunction.AT)) {
            throw ProblemException.badParameter(
                    "agg_func",
                    "at does not go with window: it is the value at one time, whatever the window. Accepted are all others, such as last: the latest value that is no older than the window");
        }
        if (makesRows() && grouping.session()) {
            throw ProblemException.badParameter(
                    "fill", "fill does not go with group_by=session_id: a session has no buckets outside its own time");
        }
        if (functions.contains(AggregateFunction.AT) && (method == FillMethod.NONE || method == FillMethod.ZERO)) {
            throw ProblemException.badParameter(
                    "fill",
                    "agg_func=at is the value at the start of every bucket; it takes fill=linear, previous, next or null");
        }
        return this;
    }

    /** Whether what lies before a page tells how its first buckets are filled, or for how long. */
    boolean looksBack() {
        return method.looksBack() || method == FillMethod.ZERO && limit != null;
    }

    /** Whether any of the methods that may be the one looks there. */
    boolean anyLooksBack() {
        return limit != null || any(FillMethod::looksBack);
    }

    boolean anyLooksAhead() {
        return any(FillMethod::looksAhead);
    }

    private boolean any(Predicate<FillMethod> looks) {
        return looks.test(method)
                || defaults != null && defaults.values().stream().anyMatch(looks);
    }

    /** Whether this many buckets in a row may be filled. */
    boolean allows(int buckets) {
        return limit == null || buckets <= limit;
    }
}
