package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.AggregateFunction.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The columns of statements that read profiles. */
final class ProfileColumns {

    private ProfileColumns() {}

    /** Beside those that partials have too. {@code isText}: a condition over t.series_id. */
    static List<FoldedColumn> neededBy(Set<AggregateFunction> functions, String isText) {
        List<FoldedColumn> columns = new ArrayList<>();
        List<Double> fractions = PointColumn.fractions(functions);
        boolean mode = functions.contains(AggregateFunction.MODE);
        if (!fractions.isEmpty() || mode) {
            columns.add(new CellsColumn(fractions, mode, isText));
        }
        if (functions.stream().anyMatch(function -> function.kind() == Kind.DISTINCT)) {
            columns.add(new SourcesColumn());
        }
        if (functions.stream().anyMatch(AggregateFunction::needsSteps)) {
            columns.add(new MovementColumn());
        }
        return columns;
    }

    /** Those that partials tell of, where there are any: what profiles lack, and the number of points that goes with it. */
    static Set<FoldedColumn> ofPartials(List<FoldedColumn> columns) {
        boolean lacking = columns.stream().anyMatch(ProfileColumns::isLacking);
        return columns.stream()
                .filter(column -> isLacking(column) || lacking && column == PartialColumn.POINTS)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isLacking(FoldedColumn column) {
        return column instanceof PartialColumn partial && !partial.isOfProfiles();
    }
}
