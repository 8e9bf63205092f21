package io.varve.query;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.FillMethod;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** Leaves out series whose first and last values a fill could not make: there is no text between two others. */
final class FillableSeries {

    private FillableSeries() {}

    /** As elsewhere, with a warning; a series asked for by its name is a 400. */
    static Selection of(TimeseriesQuery query, Selection selection) {
        List<Series> fit = selection.series().stream()
                .filter(series -> !isUnfit(query, series))
                .toList();
        if (fit.size() == selection.series().size()) {
            return selection;
        }
        refuseNamed(query, selection.series());
        List<String> warnings = new ArrayList<>(selection.warnings());
        selection.series().stream()
                .filter(series -> isUnfit(query, series))
                .map(series -> "left out '%s': its first and last values take no fill=%s"
                        .formatted(shown(series.key()), method(query, series).label()))
                .distinct()
                .sorted()
                .forEach(warnings::add);
        return new Selection(fit, warnings);
    }

    private static boolean isUnfit(TimeseriesQuery query, Series series) {
        if (series.kind() == ValueKind.NUMBER
                || query.functions().stream().noneMatch(AggregateFunction::isOneOfTheValues)) {
            return false;
        }
        return switch (method(query, series)) {
            case ZERO -> series.kind() == ValueKind.TEXT;
            case LINEAR -> true;
            default -> false;
        };
    }

    private static FillMethod method(TimeseriesQuery query, Series series) {
        return query.fill().of(series.key().metric()).method();
    }

    private static void refuseNamed(TimeseriesQuery query, List<Series> series) {
        series.stream()
                .filter(each -> isUnfit(query, each))
                .filter(each ->
                        query.selector().patterns().names().contains(each.key().metric()))
                .findFirst()
                .ifPresent(each -> {
                    throw ProblemException.badParameter(
                            "fill",
                            "the first and last values of '%s' are no numbers and take no fill=%s; accepted are null, previous, next"
                                    .formatted(
                                            each.key().metric(),
                                            method(query, each).label()));
                });
    }

    private static String shown(SeriesKey key) {
        return key.field().equals(SeriesKey.SCALAR_FIELD) ? key.metric() : key.metric() + "." + key.field();
    }
}
