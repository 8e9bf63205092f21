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

    /** Where a backfill stands. */
    record Stand(
            long id,
            @Nullable String seriesPattern,
            boolean isStarted,
            boolean isWalked,
            int lastSeries,
            int pending) {}

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

    /** How many entries of the finest tier wait in the part that has been walked is counted up to a limit. */
    @Nullable
    Stand stand(long id, int limit) {
        return jdbc.sql("""
                        SELECT b.backfill_id, b.series_pattern, b.started_at IS NOT NULL, b.walked_at IS NOT NULL,
                            b.last_series, (
                                SELECT count(*) FROM (
                                    SELECT FROM rollup.invalidation AS i
                                    WHERE i.tier_id = 1 AND i.from_bucket < b.to_time
                                        AND i.from_bucket >= rollup.bucket_start('1 day', b.position - interval '1 microsecond')
                                    LIMIT ?) AS first)
                        FROM rollup.backfill AS b
                        WHERE b.backfill_id = ? AND b.finished_at IS NULL""")
                .params(limit, id)
                .query((row, n) -> new Stand(
                        row.getLong(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getInt(5),
                        row.getInt(6)))
                .optional()
                .orElse(null);
    }

    void start(long id, Instant now) {
        jdbc.sql("SELECT rollup.backfill_start(?, ?)")
                .params(id, now.atOffset(ZoneOffset.UTC))
                .query(rows -> {});
    }

    int day(long id, int[] series, boolean isRest, int limit, Instant now) {
        return jdbc.sql("SELECT rollup.backfill_day(?, ?, ?, ?, ?)")
                .params(id, series, isRest, limit, now.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
    }

    boolean finish(long id, Instant now) {
        return jdbc.sql("SELECT rollup.backfill_finish(?, ?)")
                .params(id, now.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }
}
