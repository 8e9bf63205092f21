package io.varve.retention;

import io.varve.retention.RetentionPolicy.Action;
import io.varve.retention.RetentionPolicy.Origin;
import io.varve.timeseries.BucketWidth;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** {@code rollup.retention_policy}, and the layers policies can be for. */
@Repository
class PolicyRepository {

    private static final String POLICIES = """
            SELECT p.name, p.tier, p.series_pattern, p.match_order, p.action, p.created_at, p.updated_at, m.months,
                   extract(epoch FROM p.keep - make_interval(months => m.months))::bigint AS seconds
            FROM rollup.retention_policy AS p
            CROSS JOIN LATERAL (
                SELECT coalesce(extract(year FROM p.keep) * 12 + extract(month FROM p.keep), 0)::integer AS months) AS m
            ORDER BY p.name""";

    private static final String LAYERS = """
            SELECT 0 AS layer_id, 'raw' AS name, -1 AS source_id, '01:00:00' AS width, '01:00:00' AS unit
            UNION ALL
            SELECT t.tier_id, t.name, t.source_id, t.width::text, coalesce(t.frame, t.width)::text
            FROM rollup.tier AS t
            ORDER BY 1""";

    private final JdbcClient query;
    private final JdbcClient ingest;

    PolicyRepository(@Qualifier("queryJdbc") JdbcClient query, @Qualifier("ingestJdbc") JdbcClient ingest) {
        this.query = query;
        this.ingest = ingest;
    }

    /** Raw and the tiers, finer before coarser. */
    List<Layer> layers() {
        return query.sql(LAYERS)
                .query((row, number) -> new Layer(
                        row.getInt("layer_id"),
                        row.getString("name"),
                        row.getInt("source_id"),
                        BucketWidth.of(row.getString("width")),
                        BucketWidth.of(row.getString("unit"))))
                .list();
    }

    List<RetentionPolicy> policies() {
        return query.sql(POLICIES).query((row, number) -> policy(row)).list();
    }

    /** In the caller's transaction: until it ends nobody else changes policies, so that they can be checked as a whole. */
    List<RetentionPolicy> locked() {
        ingest.sql("LOCK TABLE rollup.retention_policy IN SHARE ROW EXCLUSIVE MODE")
                .update();
        return ingest.sql(POLICIES).query((row, number) -> policy(row)).list();
    }

    void put(RetentionPolicy policy, Instant now) {
        Keep keep = policy.keep();
        ingest.sql("""
                        INSERT INTO rollup.retention_policy AS p
                            (name, tier, series_pattern, keep, match_order, action, created_at, updated_at)
                        VALUES (?, ?, ?, ?::interval, ?, ?, ?, ?)
                        ON CONFLICT (name) DO UPDATE SET tier = EXCLUDED.tier, series_pattern = EXCLUDED.series_pattern,
                            keep = EXCLUDED.keep, match_order = EXCLUDED.match_order,
                            action = EXCLUDED.action, updated_at = EXCLUDED.updated_at""")
                .param(policy.name())
                .param(policy.tier())
                .param(policy.series() == null ? null : policy.pattern())
                .param(interval(keep))
                .param(policy.order())
                .param(action(policy))
                .param(Timestamp.from(now))
                .param(Timestamp.from(now))
                .update();
    }

    /** Has the database know of the policies that this process has in its configuration. */
    void note(String instance, List<RetentionPolicy> policies, Instant now) {
        ingest.sql("SELECT rollup.note_policies(?, ?, ?, ?, ?::interval[], ?, ?, ?)")
                .params(
                        instance,
                        texts(policies, RetentionPolicy::name),
                        texts(policies, RetentionPolicy::tier),
                        texts(policies, policy -> policy.series() == null ? null : policy.pattern()),
                        texts(policies, policy -> interval(policy.keep())),
                        policies.stream().mapToInt(RetentionPolicy::order).toArray(),
                        texts(policies, PolicyRepository::action),
                        Timestamp.from(now))
                .query(row -> {});
    }

    private static SqlArrayValue texts(
            List<RetentionPolicy> policies, Function<RetentionPolicy, @Nullable String> part) {
        return new SqlArrayValue("text", policies.stream().map(part).toArray());
    }

    private static @Nullable String interval(Keep keep) {
        return keep.isForever() ? null : keep.months() + " months " + keep.seconds() + " seconds";
    }

    private static String action(RetentionPolicy policy) {
        return policy.action().name().toLowerCase(Locale.ROOT);
    }

    /** Whether there was one. */
    boolean delete(String name) {
        return ingest.sql("DELETE FROM rollup.retention_policy WHERE name = ?")
                        .param(name)
                        .update()
                > 0;
    }

    private static RetentionPolicy policy(ResultSet row) throws SQLException {
        String name = row.getString("name");
        String pattern = row.getString("series_pattern");
        try {
            return new RetentionPolicy(
                    name,
                    row.getString("tier"),
                    pattern == null ? null : RetentionPolicy.compile(pattern),
                    new Keep(row.getInt("months"), row.getLong("seconds")),
                    row.getInt("match_order"),
                    Origin.API,
                    Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
                    instant(row, "created_at"),
                    instant(row, "updated_at"));
        } catch (IllegalArgumentException e) {
            throw new RefusedRetentionException(
                    "The policy '%s' in the database cannot be used: %s".formatted(name, e.getMessage()));
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
