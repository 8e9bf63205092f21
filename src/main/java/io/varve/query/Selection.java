package io.varve.query;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesKey;
import io.varve.catalog.SeriesSnapshot;
import io.varve.catalog.ValueKind;
import io.varve.timeseries.AggregateFunction;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The physical series a query is about.
 *
 * @param warnings what was left out, and why
 */
record Selection(List<Series> series, List<String> warnings) {

    /** Texts are left out of what computes, with a warning; a series of texts asked for by its name is a 400. */
    static Selection of(TimeseriesQuery query, SeriesSnapshot snapshot) {
        return FillableSeries.of(query, ofFunctions(query, snapshot));
    }

    private static Selection ofFunctions(TimeseriesQuery query, SeriesSnapshot snapshot) {
        List<Series> matching = query.selector().select(snapshot);
        if (!query.computes()) {
            return new Selection(matching, List.of());
        }
        List<Series> numeric =
                matching.stream().filter(each -> each.kind() != ValueKind.TEXT).toList();
        if (numeric.size() == matching.size()) {
            return new Selection(matching, List.of());
        }
        refuseTexts(query, matching, numeric);
        return new Selection(numeric, warnings(matching));
    }

    private static void refuseTexts(TimeseriesQuery query, List<Series> matching, List<Series> numeric) {
        Set<String> texts = metrics(matching);
        texts.removeAll(metrics(numeric));
        texts.retainAll(query.selector().patterns().names());
        if (!texts.isEmpty()) {
            String functions = query.functions().stream()
                    .filter(AggregateFunction::isNumeric)
                    .map(AggregateFunction::canonicalName)
                    .collect(Collectors.joining(", "));
            if (functions.isEmpty()) {
                throw ProblemException.badParameter(
                        "by",
                        "'%s' holds texts, which are ranked by count and distinct only"
                                .formatted(String.join("', '", texts)));
            }
            throw ProblemException.badParameter(
                    "agg_func",
                    "'%s' holds texts, which have no %s; accepted are count, distinct, first, last, mode"
                            .formatted(String.join("', '", texts), functions));
        }
    }

    private static Set<String> metrics(List<Series> series) {
        return series.stream().map(each -> each.key().metric()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> warnings(List<Series> matching) {
        Set<String> names = matching.stream()
                .filter(each -> each.kind() == ValueKind.TEXT)
                .map(each -> shown(each.key()))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> warnings = new ArrayList<>();
        names.forEach(name -> warnings.add(
                "left out '" + name + "': it holds texts, which have count, distinct, first, last and mode only"));
        return warnings;
    }

    private static String shown(SeriesKey key) {
        return key.field().equals(SeriesKey.SCALAR_FIELD) ? key.metric() : key.metric() + "." + key.field();
    }
}
