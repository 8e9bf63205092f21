package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.AggregateFunction.Kind;
import io.varve.web.ProblemException;
import io.varve.web.WholeNumber;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Only the groups that come first by a function over the whole range.
 *
 * @param number how many
 * @param lowest whether those with the lowest values come first
 */
record Top(int number, boolean lowest, AggregateFunction by) {

    /** A cursor remembers them. */
    static final int MOST = 100;

    /** Null for all groups. What it does not go with is a 400. */
    static @Nullable Top of(
            TimeseriesParameters given, AskedInterval interval, Set<AggregateFunction> functions, Grouping grouping) {
        boolean ranked = given.top() != null || given.bottom() != null;
        if (ranked && interval.buckets() == null) {
            throw ProblemException.badParameter(
                    given.top() == null ? "bottom" : "top",
                    "top and bottom do not go with interval=raw: points have no groups");
        }
        if (ranked && grouping.session()) {
            throw ProblemException.badParameter(
                    "group_by", "group_by=session_id does not go with top and bottom: sessions are not ranked");
        }
        return parse(given.top(), given.bottom(), given.by(), functions);
    }

    private static @Nullable Top parse(
            @Nullable String top, @Nullable String bottom, @Nullable String by, Set<AggregateFunction> functions) {
        if (top == null && bottom == null) {
            if (by != null) {
                throw ProblemException.badParameter(
                        "by", "by goes with top or bottom: it says what they are ranked by");
            }
            return null;
        }
        if (top != null && bottom != null) {
            throw ProblemException.badParameter("bottom", "bottom and top exclude each other");
        }
        int number = top == null ? number("bottom", bottom) : number("top", top);
        return new Top(number, top == null, by == null ? ranked(functions) : ranked(by));
    }

    private static int number(String parameter, @Nullable String text) {
        Integer number = text == null ? null : WholeNumber.of(text, 1, MOST);
        if (number == null) {
            throw ProblemException.badParameter(
                    parameter, "%s is a number of groups from 1 to %d, not '%s'".formatted(parameter, MOST, text));
        }
        return number;
    }

    private static AggregateFunction ranked(Set<AggregateFunction> functions) {
        return functions.stream().findFirst().filter(Top::ranks).orElseThrow(Top::refused);
    }

    private static AggregateFunction ranked(String name) {
        AggregateFunction function = ProblemException.orBadParameter("by", () -> AggregateFunction.parse(name));
        if (!ranks(function)) {
            throw refused();
        }
        return function;
    }

    /** One number per group, of the range alone. */
    private static boolean ranks(AggregateFunction function) {
        return !function.needsNeighbours()
                && !function.accumulates()
                && !function.needsLength()
                && function.kind() != Kind.MODE;
    }

    private static ProblemException refused() {
        return ProblemException.badParameter(
                "by",
                "by is one of count, sum, min, max, avg, first, last, stddev, variance, range, distinct, median, p0.1 to p99.9");
    }

    /** Whether values have to be numbers. */
    boolean computes() {
        return by.kind() != Kind.COUNT && by.kind() != Kind.DISTINCT;
    }
}
