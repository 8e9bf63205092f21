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
                   CASE WHEN isfinite(w.position) THEN (EXTRACT(epoch FROM w.position) * 1000000)::bigint END AS watermark
            FROM rollup.tier AS t
            JOIN rollup.watermark AS w USING (tier_id)
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
        long watermark = row.getLong("watermark");
        return new TierState(tier, row.wasNull() ? Long.MIN_VALUE : watermark);
    }
}
