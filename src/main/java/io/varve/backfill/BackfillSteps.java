package io.varve.backfill;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The statements of a backfill's steps, on the jobs pool. */
@Repository
class BackfillSteps {

    private final JdbcClient jdbc;

    BackfillSteps(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a backfill is of.
     *
     * @param lastSeries of the day it is at, series up to this one have been logged
     */
    record Stand(@Nullable String seriesPattern, int lastSeries) {}

    /**
     * What a step did.
     *
     * @param isMoved whether another can be taken at once
     * @param logged days of a series
     */
    record Taken(boolean isMoved, int logged, boolean isFinished) {}

    List<Long> unfinished() {
        return jdbc.sql("SELECT backfill_id FROM rollup.backfill WHERE finished_at IS NULL ORDER BY backfill_id")
                .query(Long.class)
                .list();
    }

    /** Days of which all backfills together still have to log something. */
    long remainingDays() {
        return jdbc.sql("""
                        SELECT coalesce(ceil(sum(date_part('epoch', position - first_day)) / 86400), 0)
                        FROM rollup.backfill
                        WHERE finished_at IS NULL AND walked_at IS NULL AND first_day IS NOT NULL""").query(Long.class).single();
    }

    /** Keeps other instances from taking steps, to the end of the transaction; false if one of them does at this moment. */
    boolean lock() {
        return jdbc.sql("SELECT pg_try_advisory_xact_lock(rollup.lock_key(11, 0, 0))")
                .query(Boolean.class)
                .single();
    }

    /** Null if it is finished. */
    @Nullable
    Stand stand(long id) {
        return jdbc.sql(
                        "SELECT series_pattern, last_series FROM rollup.backfill WHERE backfill_id = ? AND finished_at IS NULL")
                .param(id)
                .query((row, n) -> new Stand(row.getString(1), row.getInt(2)))
                .optional()
                .orElse(null);
    }

    /** @param series the next ones it is for, ascending, one more than {@code limit} if there are as many */
    Taken take(long id, int maxPending, Instant now, int[] series, int limit) {
        return jdbc.sql("SELECT moved, logged, finished FROM rollup.backfill_step(?, ?, ?, ?, ?)")
                .params(id, maxPending, now.atOffset(ZoneOffset.UTC), series, limit)
                .query((row, n) -> new Taken(row.getBoolean(1), row.getInt(2), row.getBoolean(3)))
                .single();
    }
}
