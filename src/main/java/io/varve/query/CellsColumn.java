package io.varve.query;

import io.varve.timeseries.AggregateFunction.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Quantiles and the mode by how many values lie in each cell of a profile; each point is a cell of its own.
 *
 * @param fractions of the quantiles, ascending
 * @param isText a condition over t.series_id: of texts, cells are texts
 */
record CellsColumn(List<Double> fractions, String isText) implements FoldedColumn {

    /** What is said of the mode after it: it is one of the texts, or one that stands for its cell, or texts are missing. */
    private static final int CERTAIN = 0;

    @Override
    public String label() {
        return "cells";
    }

    @Override
    public String ofTier() {
        return "ROW(t.keys, t.counts, t.point_count, t.value_min, t.value_max) AS cells";
    }

    @Override
    public String ofRaw() {
        return """
                CASE WHEN %s
                    THEN ROW(ARRAY[t.value::integer], ARRAY[1::bigint], 1::bigint, NULL::double precision, NULL::double precision)
                    ELSE ROW(ARRAY[rollup.sketch_key(t.value)], ARRAY[1::bigint], 1::bigint, t.value, t.value) END AS cells""".formatted(isText);
    }

    @Override
    public String none() {
        return "NULL::record AS cells";
    }

    /**
     * Between the values of the two neighbouring points, as percentile_cont; each within a percent of the point's, and not
     * beyond the bucket's smallest and largest value. Cells of texts have no such values, and stand for themselves.
     */
    @Override
    public String merged() {
        String cells =
                "unnest(array_agg(cells)) AS c (keys integer[], counts bigint[], points bigint, low double precision,"
                        + " high double precision)";
        return """
                (
                        SELECT ARRAY[%1$s]::double precision[]
                        FROM (
                            SELECT array_agg(v.value ORDER BY v.key) AS value, array_agg(v.upto ORDER BY v.key) AS upto,
                                max(v.upto) - 1 AS last, (array_agg(v.value ORDER BY v.n DESC, v.key))[1] AS modal,
                                CASE WHEN max(v.upto) < max(v.points) THEN 2 WHEN bool_or(v.low IS NOT NULL) THEN 1 ELSE 0 END AS certainty
                            FROM (
                                SELECT g.key, g.n, b.points, b.low,
                                    CASE WHEN b.low IS NULL THEN g.key ELSE least(greatest(rollup.sketch_value(g.key), b.low), b.high) END AS value,
                                    (sum(g.n) OVER (ORDER BY g.key))::double precision AS upto
                                FROM (
                                    SELECT u.key, sum(u.n) AS n
                                    FROM %2$s
                                    CROSS JOIN LATERAL unnest(c.keys, c.counts) AS u (key, n)
                                    GROUP BY u.key
                                ) AS g
                                CROSS JOIN (SELECT sum(c.points) AS points, min(c.low) AS low, max(c.high) AS high FROM %2$s) AS b
                            ) AS v
                        ) AS s
                    ) AS cells""".formatted(
                fractions.stream().map(fraction -> quantile(fraction) + ", ").collect(Collectors.joining())
                        + "s.modal, s.certainty",
                cells);
    }

    /** Of the places of values in order, the first of a cell comes after all values of the cells before. */
    private static String quantile(double fraction) {
        String place = fraction + " * s.last";
        String below = "s.value[width_bucket(floor(" + place + "), s.upto) + 1]";
        String above = "s.value[width_bucket(ceil(" + place + "), s.upto) + 1]";
        return "%1$s + (%2$s - floor(%2$s)) * (%3$s - %1$s)".formatted(below, place, above);
    }

    @Override
    public void read(ResultSet row, int at, Partial.Builder into) throws SQLException {
        Double[] values = (Double[]) row.getArray(at).getArray();
        int count = fractions.size();
        List<Double> quantiles =
                IntStream.range(0, count).mapToObj(i -> values[i]).toList();
        Distribution read = into.distribution()
                .withQuantiles(fractions, quantiles)
                .withMode(values[count])
                .estimating(Kind.QUANTILE);
        into.put(values[count + 1].intValue() == CERTAIN ? read : read.estimating(Kind.MODE));
    }
}
