package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.web.ProblemException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How buckets without points are filled.
 *
 * @param limit how many of them in a row at most; null for all
 */
record Fill(FillMethod method, @Nullable Integer limit) {

    static final Fill NONE = new Fill(FillMethod.NONE, null);

    private static final int MAX_LIMIT = 10_000;

    static Fill parse(@Nullable String method, @Nullable String limit) {
        FillMethod parsed = method == null ? FillMethod.NONE : method(method);
        if (limit == null) {
            return new Fill(parsed, null);
        }
        if (parsed == FillMethod.NONE) {
            throw ProblemException.badParameter(
                    "fill_limit", "fill_limit goes with fill=null, zero, previous, next or linear");
        }
        String number = limit.strip();
        if (!number.matches("\\d{1,5}") || Integer.parseInt(number) < 1 || Integer.parseInt(number) > MAX_LIMIT) {
            throw ProblemException.badParameter(
                    "fill_limit", "fill_limit is a number of buckets from 1 to " + MAX_LIMIT + ", not '" + limit + "'");
        }
        return new Fill(parsed, Integer.valueOf(number));
    }

    private static FillMethod method(String text) {
        try {
            return FillMethod.parse(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("fill", "fill: " + e.getMessage());
        }
    }

    /** Whether every bucket has a row. */
    boolean makesRows() {
        return method != FillMethod.NONE;
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
        if (functions.contains(AggregateFunction.CUMULATIVE) && (interval.window() != null || grouping.session())) {
            throw ProblemException.badParameter(
                    "agg_func",
                    "agg_func=cumulative goes on from bucket to bucket of a series: it goes neither with window, as windows overlap, nor with group_by=session_id");
        }
        if (interval.window() != null && functions.stream().anyMatch(AggregateFunction::needsNeighbours)) {
            throw ProblemException.badParameter(
                    "agg_func",
                    "at, delta, twa, twa_linear, increase and rate do not go with window: they go on from bucket to bucket, which windows overlap");
        }
        if (makesRows() && interval.window() != null) {
            throw ProblemException.badParameter(
                    "fill",
                    "fill does not go with window: rows are about windows there, and not about buckets with gaps");
        }
        if (makesRows() && grouping.session()) {
            throw ProblemException.badParameter(
                    "fill", "fill does not go with group_by=session_id: a session has no buckets outside its own time");
        }
        if (functions.contains(AggregateFunction.AT) && (!makesRows() || method == FillMethod.ZERO)) {
            throw ProblemException.badParameter(
                    "fill",
                    "agg_func=at is the value at the start of every bucket; it takes fill=linear, previous, next or null");
        }
        return this;
    }

    /** Whether this many buckets in a row may be filled. */
    boolean allows(int buckets) {
        return limit == null || buckets <= limit;
    }
}
