package io.varve.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * What a snapshot says of an answer's sources: whether something is pending, and stamps of all changes to what is stored.
 * Of two snapshots in which nothing is pending and that say the same, no transaction that is seen by one of them only has changed
 * the answer (docs/adr/0028).
 *
 * @param newest the highest series id
 * @param epoch of the catalogue
 * @param floors their generation
 * @param stamps of all changes
 */
record Revision(boolean pending, int newest, long epoch, long floors, String stamps) {

    /** Sent often and small: its plan is kept. */
    private static final String CURRENT = """
            SELECT
                EXISTS (
                    SELECT FROM rollup.invalidation AS i
                    WHERE i.series_id = ANY (s.ids) AND i.tier_id = ANY (?::smallint[])
                        AND i.from_bucket < raw.time_of(?::bigint) AND i.to_bucket > raw.time_of(?::bigint)) AS pending,
                (SELECT max(series_id) FROM catalog.series) AS newest,
                (SELECT epoch FROM catalog.epoch) AS epoch,
                (SELECT sum(generation)::bigint FROM rollup.floor) AS floors,
                (SELECT md5(string_agg(format('%s %s %s %s', r.tier_id, r.slice, r.stretch, r.stamp), ',' ORDER BY r.tier_id, r.slice, r.stretch))
                 FROM unnest(?::smallint[], ?::bigint[], ?::bigint[]) AS d (tier_id, from_time, to_time)
                 JOIN rollup.tier AS t USING (tier_id)
                 JOIN rollup.revision AS r USING (tier_id)
                 WHERE r.slice = ANY (ARRAY(SELECT DISTINCT rollup.slice(u) FROM unnest(s.ids) AS u))
                    AND r.stretch BETWEEN rollup.stretch(t.width, raw.time_of(d.from_time))
                        AND rollup.stretch(t.width, raw.time_of(d.to_time))) AS stamps
            FROM (SELECT ?::integer[] AS ids) AS s""";

    static QueryStatement.Prepared current(Dependence dependence, int[] series) {
        List<Dependence.Read> reads = dependence.reads();
        return new QueryStatement.Prepared(
                CURRENT,
                List.of(
                        new SqlArrayValue(
                                "smallint",
                                dependence.tiers().stream()
                                        .map(tier -> (Object) tier.id())
                                        .toArray()),
                        dependence.range().to(),
                        dependence.range().from(),
                        new SqlArrayValue(
                                "smallint",
                                reads.stream()
                                        .map(read -> (Object) read.tier().id())
                                        .toArray()),
                        times(reads, read -> read.range().from()),
                        times(reads, read -> read.range().to()),
                        new SqlArrayValue(
                                "integer", Arrays.stream(series).boxed().toArray())));
    }

    private static SqlArrayValue times(List<Dependence.Read> reads, ToLongFunction<Dependence.Read> time) {
        return new SqlArrayValue(
                "bigint", reads.stream().mapToLong(time).boxed().toArray());
    }

    static Revision read(ResultSet row) throws SQLException {
        row.next();
        @Nullable String stamps = row.getString("stamps");
        return new Revision(
                row.getBoolean("pending"),
                row.getInt("newest"),
                row.getLong("epoch"),
                row.getLong("floors"),
                stamps == null ? "" : stamps);
    }
}
