package io.varve.rollup;

import io.varve.timeseries.BucketWidth;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tiers as they stand now. */
@Component
public class Tiers {

    private static final String CURRENT = """
            SELECT t.tier_id, t.name, t.source_id, t.width::text AS width,
                   format('%I.%I', t.schema_name, t.table_name) AS table_name, t.frame IS NOT NULL AS packed,
                   CASE WHEN isfinite(w.position) THEN (EXTRACT(epoch FROM w.position) * 1000000)::bigint END AS watermark,
                   p.source_id AS profile_source, quote_ident(p.schema_name) || '.' || quote_ident(p.table_name) AS profile_table,
                   CASE WHEN isfinite(p.begins) THEN (EXTRACT(epoch FROM p.begins) * 1000000)::bigint END AS profile_begins,
                   CASE WHEN isfinite(p.position) THEN (EXTRACT(epoch FROM p.position) * 1000000)::bigint END AS profile_position
            FROM rollup.tier AS t
            JOIN rollup.watermark AS w USING (tier_id)
            LEFT JOIN rollup.profile AS p USING (tier_id)
            ORDER BY t.tier_id""";

    private final JdbcClient jdbc;
    private volatile @Nullable List<TierState> latest;

    public Tiers(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All tiers, finer before coarser, with watermarks of one instant. */
    public List<TierState> current() {
        List<TierState> current =
                jdbc.sql(CURRENT).query((row, number) -> state(row)).list();
        latest = current;
        return current;
    }

    /** What {@link #current} last answered: watermarks may have moved since. No statement once it has. */
    public List<TierState> known() {
        List<TierState> known = latest;
        return known == null ? current() : known;
    }

    private static TierState state(ResultSet row) throws SQLException {
        Tier tier = new Tier(
                row.getShort("tier_id"),
                row.getString("name"),
                row.getShort("source_id"),
                BucketWidth.of(row.getString("width")),
                row.getString("table_name"),
                row.getBoolean("packed"));
        return new TierState(tier, micros(row, "watermark"), profile(row));
    }

    private static TierState.@Nullable Profile profile(ResultSet row) throws SQLException {
        short source = row.getShort("profile_source");
        return row.wasNull()
                ? null
                : new TierState.Profile(
                        source,
                        row.getString("profile_table"),
                        micros(row, "profile_begins"),
                        micros(row, "profile_position"));
    }

    private static long micros(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Long.MIN_VALUE : micros;
    }
}
