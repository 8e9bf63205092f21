package io.varve.query;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes the profiles of all points there are, straight in the tables. */
final class StoredProfiles {

    private static final String COLUMNS =
            "series_id, bucket, point_count, value_min, value_max, first_time, first_source, first_value,"
                    + " last_time, last_source, last_value, increase, step_area, line_area, keys, counts, sources";

    private final JdbcClient jdbc;

    StoredProfiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As far as this time; {@code texts} are the series of texts. */
    void make(String until, List<Integer> texts) {
        String isText = "p.series_id = ANY (''{"
                + String.join(",", texts.stream().map(String::valueOf).toList()) + "}''::integer[])";
        fill("gold.profile_1h", "rollup.profile_points_sql('1 hour', '(SELECT * FROM raw.point)', '" + isText + "')");
        fill("platinum.profile_1d", "rollup.merge_profiles_sql('1 day', 'gold.profile_1h')");
        fill("platinum.profile_1w", "rollup.merge_profiles_sql('7 days', 'platinum.profile_1d')");
        fill("platinum.profile_1mo", "rollup.merge_profiles_sql('1 month', 'platinum.profile_1d')");
        fill("platinum.profile_1y", "rollup.merge_profiles_sql('1 year', 'platinum.profile_1mo')");
        jdbc.sql("UPDATE rollup.profile AS p SET position = rollup.bucket_start(t.width, ?::timestamptz)"
                        + " FROM rollup.tier AS t WHERE t.tier_id = p.tier_id")
                .param(until)
                .update();
    }

    private void fill(String table, String sql) {
        jdbc.sql("TRUNCATE " + table).update();
        String select = jdbc.sql("SELECT " + sql).query(String.class).single();
        jdbc.sql("INSERT INTO %1$s (%2$s) SELECT %2$s FROM (%3$s) AS s".formatted(table, COLUMNS, select))
                .update();
    }
}
