package io.varve.custom;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What refreshing custom rollups asks of the database, on the jobs pool; each statement is a transaction of its own. */
@Repository
class RollupJobs {

    private final JdbcClient jdbc;

    RollupJobs(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A rollup whose time has come. */
    record Due(String name, @Nullable String cron, boolean scheduled) {}

    /** What one step did: the stretch it made, if any; and whether that was all there is to do. */
    record Step(
            @Nullable Instant from, @Nullable Instant to, long taken, long written, long removed, boolean finished) {

        /** Series may have to wait until nobody changes their tier. */
        boolean didNothing() {
            return to == null && taken == 0 && removed == 0;
        }
    }

    /** Those that were refreshed longest ago first. */
    List<Due> due(Instant now) {
        return jdbc.sql("SELECT name, cron, every IS NOT NULL OR cron IS NOT NULL AS scheduled FROM rollup.custom"
                        + " WHERE is_active AND (due_at IS NULL OR due_at <= ?) ORDER BY updated_at NULLS FIRST, name")
                .param(Timestamp.from(now))
                .query(Due.class)
                .list();
    }

    boolean hasWork(String name, Instant now) {
        return jdbc.sql("SELECT rollup.custom_has_work(?, ?)")
                .params(name, Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }

    /** Empty if another session is at it. How much it takes follows how long steps before it took of {@code target}. */
    Optional<Step> step(String name, Instant now, boolean first, long run, Duration target) {
        return jdbc.sql("SELECT nullif(from_bucket, '-infinity') AS from_bucket, to_bucket, taken, written,"
                        + " removed, finished FROM rollup.refresh_rollup(?, ?, ?, ?, make_interval(secs => ?))")
                .params(name, Timestamp.from(now), first, run, target.toMillis() / 1000.0)
                .query((row, number) -> new Step(
                        instant(row.getObject("from_bucket", OffsetDateTime.class)),
                        instant(row.getObject("to_bucket", OffsetDateTime.class)),
                        row.getLong("taken"),
                        row.getLong("written"),
                        row.getLong("removed"),
                        row.getBoolean("finished")))
                .optional();
    }

    /** So long after now by its interval, or then. */
    void postpone(String name, Instant now, @Nullable Instant then) {
        jdbc.sql("UPDATE rollup.custom SET due_at = coalesce(?::timestamptz, ?::timestamptz + every) WHERE name = ?")
                .params(Arrays.asList(then == null ? null : Timestamp.from(then), Timestamp.from(now), name))
                .update();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
