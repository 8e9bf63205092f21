package io.varve.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the monitor asks and does, each a statement on the jobs pool and so a transaction of its own. */
@Repository
class MonitorRepository {

    private final JdbcClient jdbc;

    MonitorRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Standing> standings(Instant now) {
        return standings(jdbc, now);
    }

    /** On any pool: requests have theirs. */
    static List<Standing> standings(JdbcClient jdbc, Instant now) {
        return jdbc.sql("SELECT * FROM ops.monitor(?)")
                .param(time(now))
                .query((row, number) -> standing(row))
                .list();
    }

    /** Changes of health since anybody last looked. */
    List<HealthChange> changes(Instant now) {
        return jdbc.sql("SELECT job, tier, was, health, reason FROM ops.note_health(?)")
                .param(time(now))
                .query((row, number) -> new HealthChange(
                        row.getString(1), row.getString(2), now, row.getString(3), row.getString(4), row.getString(5)))
                .list();
    }

    void beat(String instance, Instant now, Duration patience) {
        jdbc.sql("SELECT ops.beat(?, ?, make_interval(secs => ?))")
                .params(instance, time(now), patience.toMillis() / 1000.0)
                .query(row -> {});
    }

    /** Returns how many statements were cancelled. */
    int cancelOverdue() {
        return jdbc.sql("SELECT ops.cancel_overdue()").query(Integer.class).single();
    }

    List<StorageQueries.TierStats> tiers(Instant now) {
        return StorageQueries.tiers(jdbc, now);
    }

    /** What the database takes, and how many of its pages were found in memory and how many not, since its statistics began. */
    record DatabaseSize(long bytes, long blocksHit, long blocksRead) {}

    DatabaseSize database() {
        return jdbc.sql("SELECT pg_database_size(datname), blks_hit, blks_read FROM pg_stat_database"
                        + " WHERE datname = current_database()")
                .query((row, number) -> new DatabaseSize(row.getLong(1), row.getLong(2), row.getLong(3)))
                .single();
    }

    /** Returns how many rows went. */
    long prune(Instant before) {
        return jdbc.sql("SELECT ops.prune(?)")
                .param(time(before))
                .query(Long.class)
                .single();
    }

    private static Standing standing(ResultSet row) throws SQLException {
        String job = row.getString("job");
        String tier = row.getString("tier");
        return new Standing(
                job,
                job.equals("refresh") ? tier : null,
                tier,
                row.getString("health"),
                row.getString("state"),
                row.getString("reason"),
                instant(row, "paused_until"),
                instant(row, "watermark"),
                row.getObject("overdue_seconds", Double.class),
                row.getObject("lag_seconds", Double.class),
                row.getObject("pending", Long.class),
                row.getObject("oldest_pending_seconds", Double.class),
                row.getObject("set_aside", Long.class),
                instant(row, "running_since"),
                row.getString("instance"),
                instant(row, "instance_seen_at"),
                row.getInt("attempts"),
                instant(row, "next_attempt_at"),
                instant(row, "last_success_at"),
                row.getString("last_error"),
                row.getString("last_error_sqlstate"),
                instant(row, "last_error_at"),
                row.getObject("average_seconds", Double.class),
                row.getObject("forward_window", Double.class),
                row.getObject("batch_window", Double.class),
                row.getObject("success_rate", Double.class),
                row.getObject("rows_per_second", Double.class));
    }

    /** Null for null, for a watermark that has not moved yet, and for never. */
    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null || time.equals(OffsetDateTime.MIN) || time.equals(OffsetDateTime.MAX)
                ? null
                : time.toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
