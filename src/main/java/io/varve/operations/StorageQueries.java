package io.varve.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is stored and what it takes, for requests. */
@Repository
class StorageQueries {

    private static final String OF_TIER = "(:tier::text IS NULL OR layer = :tier)";

    private final JdbcClient jdbc;

    StorageQueries(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A partition with the range it holds. */
    record Partition(
            String tier,
            String table,
            String partition,
            @Nullable Instant from,
            @Nullable Instant to,
            long totalBytes,
            long indexBytes,
            long rowEstimate,
            @Nullable Double bytesPerRow,
            long modifiedSinceAnalyze,
            @Nullable Instant analyzedAt) {}

    /** A table, its partitions together. */
    record TableStats(
            String table,
            long partitions,
            long totalBytes,
            long tableBytes,
            long indexBytes,
            long rowEstimate,
            @Nullable Double bytesPerRow,
            long deadRows,
            double deadShare,
            long modifiedSinceAnalyze,
            @Nullable Instant analyzedAt,
            @Nullable Instant vacuumedAt,
            long rowsInserted,
            long rowsUpdated,
            long rowsDeleted,
            @Nullable Double cacheHitRatio) {}

    /** Raw or a tier: what it takes, and will take. */
    record TierStats(
            String tier,
            long totalBytes,
            @Nullable Double shareOfRaw,
            long rowEstimate,
            @Nullable Double bytesPerRow,
            @Nullable Double keptSeconds,
            double bytesPerDay,
            @Nullable Long bytesAfterMonth,
            @Nullable Long bytesAfterYear) {}

    long countPartitions(@Nullable String tier) {
        return jdbc.sql("SELECT count(*) FROM ops.partition_stats WHERE " + OF_TIER)
                .param("tier", tier)
                .query(Long.class)
                .single();
    }

    List<Partition> partitions(@Nullable String tier, int limit, int offset) {
        return jdbc.sql("SELECT layer, format('%s.%s', schema_name, table_name), partition_name, from_time, to_time,"
                        + " total_bytes, index_bytes, row_estimate, bytes_per_row::float8, modified_since_analyze, analyzed_at"
                        + " FROM ops.partition_stats WHERE " + OF_TIER
                        + " ORDER BY schema_name, table_name, from_time DESC LIMIT :limit OFFSET :offset")
                .param("tier", tier)
                .param("limit", limit)
                .param("offset", offset)
                .query((row, number) -> partition(row))
                .list();
    }

    List<TableStats> tables(String pattern) {
        return jdbc.sql("SELECT * FROM ops.table_stats(?)")
                .param(pattern)
                .query((row, number) -> table(row))
                .list();
    }

    List<TierStats> tiers(Instant now) {
        return tiers(jdbc, now);
    }

    /** On any pool: requests have theirs. */
    static List<TierStats> tiers(JdbcClient jdbc, Instant now) {
        return jdbc.sql("SELECT * FROM ops.tier_stats(?)")
                .param(now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new TierStats(
                        row.getString("tier"),
                        row.getLong("total_bytes"),
                        row.getObject("share_of_raw", Double.class),
                        row.getLong("row_estimate"),
                        row.getObject("bytes_per_row", Double.class),
                        row.getObject("kept_seconds", Double.class),
                        row.getDouble("bytes_per_day"),
                        row.getObject("bytes_after_month", Long.class),
                        row.getObject("bytes_after_year", Long.class)))
                .list();
    }

    private static Partition partition(ResultSet row) throws SQLException {
        return new Partition(
                row.getString("layer"),
                row.getString(2),
                row.getString("partition_name"),
                MonitorRepository.instant(row, "from_time"),
                MonitorRepository.instant(row, "to_time"),
                row.getLong("total_bytes"),
                row.getLong("index_bytes"),
                row.getLong("row_estimate"),
                row.getObject("bytes_per_row", Double.class),
                row.getLong("modified_since_analyze"),
                MonitorRepository.instant(row, "analyzed_at"));
    }

    private static TableStats table(ResultSet row) throws SQLException {
        return new TableStats(
                row.getString("schema_name") + "." + row.getString("table_name"),
                row.getLong("partitions"),
                row.getLong("total_bytes"),
                row.getLong("table_bytes"),
                row.getLong("index_bytes"),
                row.getLong("row_estimate"),
                row.getObject("bytes_per_row", Double.class),
                row.getLong("dead_rows"),
                row.getDouble("dead_share"),
                row.getLong("modified_since_analyze"),
                MonitorRepository.instant(row, "analyzed_at"),
                MonitorRepository.instant(row, "vacuumed_at"),
                row.getLong("rows_inserted"),
                row.getLong("rows_updated"),
                row.getLong("rows_deleted"),
                row.getObject("cache_hit_ratio", Double.class));
    }
}
