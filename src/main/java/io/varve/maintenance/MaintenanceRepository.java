package io.varve.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What maintenance asks and does, each a statement on the jobs pool and so a transaction of its own. */
@Repository
class MaintenanceRepository {

    private final JdbcClient jdbc;

    MaintenanceRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether it is due; of several instances that ask, one is told so. */
    boolean claim(Instant now, Duration interval) {
        return jdbc.sql("SELECT ops.claim_maintenance(?, make_interval(secs => ?))")
                .params(now.atOffset(ZoneOffset.UTC), interval.toMillis() / 1000.0)
                .query(Boolean.class)
                .single();
    }

    /** Raw and the tiers that have partitions. */
    List<String> partitioned() {
        return jdbc.sql("SELECT DISTINCT layer FROM ops.partition_stats ORDER BY layer")
                .query(String.class)
                .list();
    }

    /** Gives partitions to come the width that growth asks for; what has changed. */
    List<Action> adjustPartitions(String tier, long bytes, Instant now) {
        return jdbc.sql(
                        "SELECT format('%s.%s', schema_name, table_name), format('partitions to come, from %s on %s wide, were %s: %s',"
                                + " from_time, width, was, reason) FROM ops.optimize_partition_interval(?, ?, ?) WHERE is_changed")
                .params(tier, bytes, now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Action("width", row.getString(1), 1, row.getString(2)))
                .list();
    }

    /** Rows of a table by its statistics, which have just been made. */
    long rows(String relation) {
        return jdbc.sql("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = ?::regclass")
                .param(relation)
                .query(Long.class)
                .single();
    }

    /** Forgets stamps that no answer can depend on any more; how many. */
    long pruneRevisions() {
        return jdbc.sql("SELECT rollup.prune_revisions()").query(Long.class).single();
    }

    /** What wants attention. */
    List<Action> findings() {
        return jdbc.sql("SELECT action, object, amount, detail FROM ops.finding ORDER BY action, object")
                .query((row, number) ->
                        new Action(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)))
                .list();
    }
}
