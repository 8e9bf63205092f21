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
 * @param mode whether it is asked for
 * @param isText a condition over t.series_id: of texts, cells are texts
 */
record CellsColumn(List<Double> fractions, boolean mode, String isText) implements FoldedColumn {

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
                            SELECT array_agg(v.key ORDER BY v.key) AS key, array_agg(v.upto ORDER BY v.key) AS upto,
                                max(v.upto) - 1 AS last, %3$s AS modal
                            FROM (
                                SELECT g.key, g.n, sum(g.n) OVER (ORDER BY g.key ROWS UNBOUNDED PRECEDING) AS upto
                                FROM (
                                    SELECT u.key, sum(u.n::double precision) AS n
                                    FROM %2$s
                                    CROSS JOIN LATERAL unnest(c.keys, c.counts) AS u (key, n)
                                    GROUP BY u.key
                                ) AS g
                            ) AS v
                        ) AS s
                        CROSS JOIN (SELECT sum(c.points) AS points, min(c.low) AS low, max(c.high) AS high FROM %2$s) AS b%4$s
                    ) AS cells""".formatted(
                        values(), cells, mode ? "(array_agg(v.key ORDER BY v.n DESC, v.key))[1]" : "0", neighbours());
    }

    private String values() {
        String certainty = "CASE WHEN s.last + 1 < b.points THEN 2 WHEN b.low IS NOT NULL THEN 1 ELSE 0 END";
        return IntStream.range(0, fractions.size())
                        .mapToObj("q%1$d.below + q%1$d.share * (q%1$d.above - q%1$d.below), "::formatted)
                        .collect(Collectors.joining())
                + value("s.modal") + ", " + certainty;
    }

    /** Of the places of values in order, the first of a cell comes after all values of the cells before. */
    private String neighbours() {
        return IntStream.range(0, fractions.size())
                .mapToObj(i -> {
                    String place = fractions.get(i) + " * s.last";
                    String below = "s.key[width_bucket(floor(" + place + "), s.upto) + 1]";
                    String above = "s.key[width_bucket(ceil(" + place + "), s.upto) + 1]";
                    return """

                            CROSS JOIN LATERAL (
                                SELECT %1$s AS below, %2$s AS above, %3$s - floor(%3$s) AS share
                            ) AS q%4$d""".formatted(value(below), value(above), place, i);
                })
                .collect(Collectors.joining());
    }

    private static String value(String key) {
        return "CASE WHEN b.low IS NULL THEN %1$s ELSE least(greatest(rollup.sketch_value(%1$s), b.low), b.high) END"
                .formatted(key);
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
