package io.varve.query;

import io.varve.timeseries.AggregateFunction.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How many different sources there are, by the lowest of their hashes that profiles keep. */
final class SourcesColumn implements FoldedColumn {

    /** So many are kept; of fewer, all. */
    private static final int KEPT = 4096;

    private static final String MERGED = """
            (
                    SELECT ARRAY[rollup.sketch_distinct(s.hashes), coalesce(cardinality(s.hashes), 0)]
                    FROM (
                        SELECT array_agg(l.hash ORDER BY l.hash) AS hashes
                        FROM (
                            SELECT DISTINCT u.hash
                            FROM unnest(array_agg(ROW(sources))) AS c (hashes bigint[])
                            CROSS JOIN LATERAL unnest(c.hashes) AS u (hash)
                            ORDER BY u.hash
                            LIMIT %d
                        ) AS l
                    ) AS s
                ) AS sources""".formatted(KEPT);

    @Override
    public String label() {
        return "sources";
    }

    @Override
    public String ofTier() {
        return "t.sources";
    }

    @Override
    public String ofRaw() {
        return "CASE WHEN t.source <> 0 THEN ARRAY[rollup.source_hash(t.source)] END AS sources";
    }

    @Override
    public String none() {
        return "NULL::bigint[] AS sources";
    }

    @Override
    public String merged() {
        return MERGED;
    }

    @Override
    public void read(ResultSet row, int at, Partial.Builder into) throws SQLException {
        Long[] sources = (Long[]) row.getArray(at).getArray();
        Distribution read = into.distribution().withDistinct(sources[0]);
        into.put(sources[1] < KEPT ? read : read.estimating(Kind.DISTINCT));
    }
}
