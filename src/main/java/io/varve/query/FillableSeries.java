package io.varve.query;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import io.varve.timeseries.AggregateFunction;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Leaves out series whose first and last values a fill could not make: there is no text between two others. */
final class FillableSeries {

    private FillableSeries() {}

    /** As elsewhere, with a warning; a series asked for by its name is a 400. */
    static Selection of(TimeseriesQuery query, Selection selection) {
        Set<ValueKind> unfit = unfit(query);
        List<Series> fit = selection.series().stream()
                .filter(series -> !unfit.contains(series.kind()))
                .toList();
        if (fit.size() == selection.series().size()) {
            return selection;
        }
        Set<String> leftOut = selection.series().stream()
                .filter(series -> unfit.contains(series.kind()))
                .map(series -> shown(series.key()))
                .collect(Collectors.toCollection(TreeSet::new));
        refuseNamed(query, selection.series(), unfit);
        List<String> warnings = new ArrayList<>(selection.warnings());
        leftOut.forEach(name -> warnings.add("left out '" + name + "': its first and last values take no fill="
                + query.fill().method().label()));
        return new Selection(fit, warnings);
    }

    private static Set<ValueKind> unfit(TimeseriesQuery query) {
        boolean values = query.functions().stream().anyMatch(AggregateFunction::isOneOfTheValues);
        return switch (query.fill().method()) {
            case ZERO -> values ? Set.of(ValueKind.TEXT) : Set.of();
            case LINEAR -> values ? Set.of(ValueKind.TEXT, ValueKind.BOOLEAN) : Set.of();
            default -> Set.of();
        };
    }

    private static void refuseNamed(TimeseriesQuery query, List<Series> series, Set<ValueKind> unfit) {
        series.stream()
                .filter(each -> unfit.contains(each.kind()))
                .map(each -> each.key().metric())
                .filter(query.selector().patterns().names()::contains)
                .findFirst()
                .ifPresent(name -> {
                    throw ProblemException.badParameter(
                            "fill",
                            "the first and last values of '%s' are no numbers and take no fill=%s; accepted are null, previous, next"
                                    .formatted(name, query.fill().method().label()));
                });
    }

    private static String shown(SeriesKey key) {
        return key.field().equals(SeriesKey.SCALAR_FIELD) ? key.metric() : key.metric() + "." + key.field();
    }
}
