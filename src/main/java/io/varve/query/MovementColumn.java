package io.varve.query;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * {@link Steps} of profiles and points, each of which lies before the next. Of points of one time the highest source counts. Where a
 * profile does not know them, or two reach into each other, nobody does.
 */
final class MovementColumn implements FoldedColumn {

    private static final String MERGED = """
            (
                    SELECT CASE WHEN bool_and(d.known) THEN ARRAY[
                        sum(d.held + coalesce(d.v0 * d.seconds, 0)),
                        sum(d.sloped + coalesce((d.v0 + d.first) / 2 * d.seconds, 0)),
                        sum(d.rise + CASE WHEN d.v0 IS NULL THEN 0 WHEN d.first < d.v0 THEN d.first ELSE d.first - d.v0 END)] END
                    FROM (
                        SELECT s.held, s.sloped, s.rise, s.first, s.v0, date_part('epoch', s.since - s.t0) AS seconds,
                            s.rise IS NOT NULL AND (s.t0 < s.since) IS NOT FALSE AS known
                        FROM (
                            SELECT m.*, lag(m.until) OVER place AS t0, lag(m.last) OVER place AS v0
                            FROM (
                                SELECT DISTINCT ON (p.since) p.*
                                FROM unnest(array_agg(steps)) AS p (since timestamptz, source bigint, first double precision,
                                    until timestamptz, last double precision, held double precision, sloped double precision, rise double precision)
                                WHERE p.since IS NOT NULL
                                ORDER BY p.since, p.source DESC
                            ) AS m
                            WINDOW place AS (ORDER BY m.since)
                        ) AS s
                    ) AS d
                ) AS steps""";

    @Override
    public String label() {
        return "steps";
    }

    @Override
    public String ofTier() {
        return "ROW(t.first_time, t.first_source, t.first_value, t.last_time, t.last_value, t.step_area, t.line_area, t.increase) AS steps";
    }

    @Override
    public String ofRaw() {
        return "ROW(t.time, t.source, t.value, t.time, t.value, 0::double precision, 0::double precision, 0::double precision) AS steps";
    }

    @Override
    public String none() {
        return "NULL::record AS steps";
    }

    @Override
    public String merged() {
        return MERGED;
    }

    @Override
    public void read(ResultSet row, int at, Partial.Builder into) throws SQLException {
        Array array = row.getArray(at);
        if (array == null) {
            into.put(Steps.UNKNOWN);
            return;
        }
        Double[] steps = (Double[]) array.getArray();
        into.put(new Steps(steps[0], steps[1], steps[2]));
    }
}
