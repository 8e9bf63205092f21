package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is computed exactly from all points of a bucket, so in statements that read nothing but points.
 *
 * @param contribution of a point
 * @param merge the aggregate over contributions
 * @param reader takes the aggregate
 */
record PointColumn(String label, String contribution, String merge, Reader reader) implements FoldedColumn {

    /** Takes a column into a distribution. */
    interface Reader {
        Distribution read(Distribution into, ResultSet row, int at) throws SQLException;
    }

    static List<FoldedColumn> neededBy(Set<AggregateFunction> functions) {
        List<FoldedColumn> columns = new ArrayList<>();
        List<Double> fractions = fractions(functions);
        if (!fractions.isEmpty()) {
            columns.add(quantiles(fractions));
        }
        if (functions.contains(AggregateFunction.DISTINCT)) {
            columns.add(new PointColumn(
                    "sources",
                    "nullif(t.source, 0)",
                    "count(DISTINCT sources)",
                    (into, row, at) -> into.withDistinct(row.getLong(at))));
        }
        if (functions.contains(AggregateFunction.MODE)) {
            columns.add(new PointColumn(
                    "modal",
                    "t.value",
                    "mode() WITHIN GROUP (ORDER BY modal)",
                    (into, row, at) -> into.withMode(row.getDouble(at))));
        }
        return columns;
    }

    /** Of the quantiles, ascending. */
    static List<Double> fractions(Set<AggregateFunction> functions) {
        return functions.stream()
                .filter(function -> function.kind() == AggregateFunction.Kind.QUANTILE)
                .map(AggregateFunction::fraction)
                .distinct()
                .sorted()
                .toList();
    }

    /** All of them in one pass over the sorted values. */
    private static PointColumn quantiles(List<Double> fractions) {
        String array = fractions.stream().map(String::valueOf).collect(Collectors.joining(", ", "ARRAY[", "]"));
        return new PointColumn(
                "quantiles",
                "t.value",
                "percentile_cont(" + array + "::double precision[]) WITHIN GROUP (ORDER BY quantiles)",
                (into, row, at) -> into.withQuantiles(
                        fractions, Arrays.asList((Double[]) row.getArray(at).getArray())));
    }

    @Override
    public String ofTier() {
        throw new IllegalStateException("a tier has no points");
    }

    @Override
    public String ofRaw() {
        return contribution + " AS " + label;
    }

    @Override
    public String merged() {
        return merge + " AS " + label;
    }

    @Override
    public void read(ResultSet row, int at, Partial.Builder into) throws SQLException {
        into.put(reader.read(into.distribution(), row, at));
    }
}
