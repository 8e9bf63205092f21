package io.varve.profile;

import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The steps of profiling on the jobs pool, each a single statement and so a transaction of its own. */
@Repository
class ProfileRepository {

    private final JdbcClient jdbc;

    ProfileRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What there is to do for the profiles of a tier: a step forward, shards with profiles to make again, and of those that failed. */
    record Due(int tierId, String tier, boolean forward, List<Integer> pending, List<Integer> failed) {

        boolean anything() {
            return forward || !pending.isEmpty() || !failed.isEmpty();
        }
    }

    /** The stretch a step moved the position over, which may begin at no time at all, and what it wrote. */
    record Step(@Nullable Instant from, Instant to, long rows) {}

    /** All tiers that have profiles, finer before coarser. */
    List<Due> due(Instant now, Duration delay, Duration retryAfter) {
        return jdbc.sql(
                        "SELECT tier_id, tier, forward, pending, failed"
                                + " FROM rollup.profile_due(:now, make_interval(secs => :delay), make_interval(secs => :after))")
                .param("now", Timestamp.from(now))
                .param("delay", seconds(delay))
                .param("after", seconds(retryAfter))
                .query((row, number) -> new Due(
                        row.getInt(1),
                        row.getString(2),
                        row.getBoolean(3),
                        shards(row.getArray(4)),
                        shards(row.getArray(5))))
                .list();
    }

    /** Makes the profiles of a bounded step, or writes them down as failed; nothing if there is none, or another instance is at it. */
    Optional<Step> forward(int tier, Instant now, Duration delay, boolean byLog) {
        return jdbc.sql("SELECT nullif(from_bucket, '-infinity'), to_bucket, row_count"
                        + " FROM rollup.profile_forward(:tier, :now, make_interval(secs => :delay), :byLog)")
                .param("tier", tier)
                .param("now", Timestamp.from(now))
                .param("delay", seconds(delay))
                .param("byLog", byLog)
                .query((row, number) -> {
                    Timestamp from = row.getTimestamp(1);
                    return new Step(
                            from == null ? null : from.toInstant(),
                            row.getTimestamp(2).toInstant(),
                            row.getLong(3));
                })
                .optional();
    }

    /**
     * Makes profiles of up to {@code buckets} buckets of a shard again: those out of date, or, if there is a time, those that failed before
     * it. Returns how many entries of their log that took; 0 if there are none, or another instance is at it.
     */
    int renew(int tier, int shard, Instant now, int buckets, @Nullable Instant failedBefore) {
        return jdbc.sql("SELECT rollup.renew_profiles(:tier, :shard, :now, :buckets, :failed)")
                .param("tier", tier)
                .param("shard", shard)
                .param("now", Timestamp.from(now))
                .param("buckets", buckets)
                .param(
                        "failed",
                        failedBefore == null ? null : Timestamp.from(failedBefore),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .query(Integer.class)
                .single();
    }

    /** Makes the partitions that are missing beside those of the tiers; returns how many it made. */
    int ensurePartitions() {
        return jdbc.sql("SELECT rollup.ensure_profile_partitions()")
                .query(Integer.class)
                .single();
    }

    private static List<Integer> shards(Array array) throws SQLException {
        return List.of((Integer[]) array.getArray());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
