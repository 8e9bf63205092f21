package io.varve.query;

import io.varve.timeseries.AnchoredWidth;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.TimeParser;
import io.varve.web.ProblemException;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which groups come first by a function over the whole range; of equal ones the first in the order of answers. Those without
 * points, or without a value, are not among them. Later pages are about the groups of the first.
 *
 * @param groups by number
 * @param page what the ranking was read from; null if it was not
 */
record Ranking(Set<Integer> groups, boolean exact, @Nullable Page page) {

    /** All times there are. */
    private static final AskedInterval WHOLE = new AskedInterval(
            "all",
            new AnchoredWidth(BucketWidth.ofMonths(12 * 300), TimeParser.MIN),
            ZoneOffset.UTC,
            TimeParser.MIN,
            null,
            null);

    /** In the snapshot that the rows are read in. */
    static Ranking of(PreparedQuery prepared, PartReader reader) {
        Top top = Objects.requireNonNull(prepared.query().top());
        refuseFields(prepared.groups(), top);
        Cursor cursor = prepared.query().cursor();
        if (cursor != null) {
            Set<Long> remembered = new HashSet<>(cursor.chosen());
            return new Ranking(
                    IntStream.range(0, prepared.groups().size())
                            .filter(group -> remembered.contains(
                                    prepared.groups().key(group).mark()))
                            .boxed()
                            .collect(Collectors.toSet()),
                    true,
                    null);
        }
        Settled settled = reader.settled(part(prepared));
        Page page = settled.page();
        return new Ranking(first(top, page), settled.planned().isExact(page), page);
    }

    /** The query that ranks: a bucket as long as the range, so from the coarsest tiers. */
    static PreparedQuery part(PreparedQuery prepared) {
        TimeseriesQuery query = prepared.query();
        Top top = Objects.requireNonNull(query.top());
        return prepared.part(query.part(query.range(), WHOLE.over(query.range()), Set.of(top.by())), prepared.groups());
    }

    /** Whether the snapshot asks for another plan. */
    boolean isUnplanned() {
        return page != null && page.seen().replan();
    }

    private static Set<Integer> first(Top top, Page page) {
        ToDoubleFunction<Row> value = row ->
                Objects.requireNonNull(row.cells().get(0).value(top.by())).doubleValue();
        Comparator<Row> order = Comparator.comparingDouble(value);
        return page.rows().stream()
                .filter(row -> row.cells().get(0).value(top.by()) != null)
                .sorted((top.lowest() ? order : order.reversed()).thenComparing(Row::group))
                .limit(top.number())
                .map(Row::group)
                .collect(Collectors.toSet());
    }

    /** Only one number can be ranked. */
    private static void refuseFields(Groups groups, Top top) {
        if (groups.haveSeveralFields()) {
            throw ProblemException.badParameter(
                    top.lowest() ? "bottom" : "top",
                    "top and bottom rank single numbers, and the values of some series have several: leave these out");
        }
    }
}
