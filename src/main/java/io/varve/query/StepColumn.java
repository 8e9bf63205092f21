package io.varve.query;

import java.sql.ResultSet;
import java.sql.SQLException;

/** {@link Steps} of all points of a bucket, so in statements that read nothing but points. Of one time the highest source counts. */
final class StepColumn implements FoldedColumn {

    private static final String MERGED = """
            (
                    SELECT ARRAY[
                        coalesce(sum(d.v0 * d.seconds), 0),
                        coalesce(sum((d.v0 + d.v) / 2 * d.seconds), 0),
                        coalesce(sum(CASE WHEN d.v < d.v0 THEN d.v ELSE d.v - d.v0 END), 0)]
                    FROM (
                        SELECT s.v, lag(s.v) OVER (ORDER BY s.at) AS v0,
                            date_part('epoch', s.at - lag(s.at) OVER (ORDER BY s.at)) AS seconds
                        FROM (
                            SELECT DISTINCT ON (p.at) p.at, p.v
                            FROM unnest(array_agg(steps)) AS p (at timestamptz, source bigint, v double precision)
                            ORDER BY p.at, p.source DESC
                        ) AS s
                    ) AS d
                ) AS steps""";

    @Override
    public String label() {
        return "steps";
    }

    @Override
    public String ofTier() {
        throw new IllegalStateException("a tier has no points");
    }

    @Override
    public String ofRaw() {
        return "ROW(t.time, t.source, t.value) AS steps";
    }

    @Override
    public String merged() {
        return MERGED;
    }

    @Override
    public void read(ResultSet row, int at, Partial.Builder into) throws SQLException {
        Double[] steps = (Double[]) row.getArray(at).getArray();
        into.put(new Steps(steps[0], steps[1], steps[2]));
    }
}
