package io.varve.rollup;

import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The steps of the refresh protocol on the jobs pool. Each is a single statement without a transaction around it, and so one
 * of its own, at the pool's level: read committed.
 */
@Repository
class RefreshRepository {

    private final JdbcClient jdbc;

    RefreshRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A tier as the refresh needs it. */
    record RefreshedTier(int id, String name, int sourceId, boolean isPacked) {}

    /** The stretch one forward step moved the watermark over, which may begin at no time at all, and what it wrote. */
    record ForwardStep(@Nullable Instant from, Instant to, long rows) {}

    /** How many entries of the log were taken, and whether that were as many as could be. */
    record Batch(int taken, boolean isFull) {}

    /** What there is to do in a tier: shards with entries of the log, and of those with entries set aside whose time has come. */
    record Due(boolean forward, List<Integer> pending, List<Integer> setAside, boolean packs) {

        boolean anything() {
            return forward || packs || !pending.isEmpty() || !setAside.isEmpty();
        }
    }

    /** What became of entries that were recomputed one by one. */
    record Singly(int recomputed, int setAside) {}

    /** How a tier stands: seconds its watermark could move, and log entries that wait. */
    record TierProgress(String tier, double lagSeconds, long pending) {}

    /** All tiers, finer before coarser. */
    List<RefreshedTier> tiers() {
        return jdbc.sql("SELECT tier_id, name, source_id, frame IS NOT NULL FROM rollup.tier ORDER BY tier_id")
                .query((row, number) ->
                        new RefreshedTier(row.getInt(1), row.getString(2), row.getInt(3), row.getBoolean(4)))
                .list();
    }

    /** Looks how busy the database is, and has a tier or custom rollup take less at once while it is. */
    void fitWindows(String name, int busySessions, long run, Instant now) {
        jdbc.sql("SELECT rollup.fit_windows(?, ?, ?, ?)")
                .params(name, busySessions, run, Timestamp.from(now))
                .query(row -> {});
    }

    int shardCount() {
        return jdbc.sql("SELECT rollup.shard_count()").query(Integer.class).single();
    }

    /** Moves a layer's fence forward; whoever used the old position may still be writing until it is drained. */
    boolean raiseFence(int layer, Instant now, Duration delay) {
        return jdbc.sql("SELECT rollup.raise_fence(?, ?, make_interval(secs => ?))")
                .params(layer, Timestamp.from(now), delay.toMillis() / 1000.0)
                .query(Boolean.class)
                .single();
    }

    /** Waits, at most the session's lock_timeout, until every writer that used the previous position has ended. */
    boolean drainFence(int layer) {
        return jdbc.sql("SELECT rollup.drain_fence(?)")
                .param(layer)
                .query(Boolean.class)
                .single();
    }

    Due due(int tier, Duration packAfter, Instant now) {
        return jdbc.sql("SELECT forward, pending, set_aside, packs FROM rollup.due(?, make_interval(secs => ?), ?)")
                .params(tier, packAfter.toMillis() / 1000.0, Timestamp.from(now))
                .query((row, number) ->
                        new Due(row.getBoolean(1), shards(row.getArray(2)), shards(row.getArray(3)), row.getBoolean(4)))
                .single();
    }

    /**
     * One bounded step of a tier; empty if there is nothing to do or another instance is at it. By the log, it writes nothing
     * but that its buckets are out of date. How far it goes follows how long those before it took of {@code target}.
     */
    Optional<ForwardStep> takeStep(int tier, Instant now, boolean byLog, long run, Duration target) {
        return jdbc.sql("SELECT nullif(from_bucket, '-infinity'), to_bucket, row_count"
                        + " FROM rollup.take_step(?, ?, ?, ?, make_interval(secs => ?))")
                .params(tier, Timestamp.from(now), byLog, run, target.toMillis() / 1000.0)
                .query((row, number) -> new ForwardStep(
                        row.getTimestamp(1) == null ? null : row.getTimestamp(1).toInstant(),
                        row.getTimestamp(2).toInstant(),
                        row.getLong(3)))
                .optional();
    }

    /** Recomputes up to {@code limit} entries one by one: the first of the log, or those set aside whose time has come. */
    Singly refreshSingly(int tier, int shard, Instant now, int limit, boolean oldest, boolean setAside, long run) {
        return jdbc.sql("SELECT recomputed, set_aside FROM rollup.refresh_singly(?, ?, ?, ?, ?, ?, ?, random())")
                .params(tier, shard, Timestamp.from(now), limit, oldest, setAside, run)
                .query((row, number) -> new Singly(row.getInt(1), row.getInt(2)))
                .single();
    }

    /** Recomputes log entries, the newest or the oldest: {@code usual}, or more or fewer by how long batches took of {@code target}. */
    Batch takeBatch(int tier, int shard, Instant now, int usual, boolean oldest, long run, Duration target) {
        return jdbc.sql("SELECT taken, is_full FROM rollup.take_batch(?, ?, ?, ?, ?, ?, make_interval(secs => ?))")
                .params(tier, shard, Timestamp.from(now), usual, oldest, run, target.toMillis() / 1000.0)
                .query((row, number) -> new Batch(row.getInt(1), row.getBoolean(2)))
                .single();
    }

    /** Packs up to {@code limit} frames that ended, and whose rows came, at least {@code keep} ago; returns how many. */
    int pack(int tier, int shard, Duration keep, Instant now, int limit) {
        return jdbc.sql("SELECT rollup.pack(?, ?, make_interval(secs => ?), ?, ?)")
                .params(tier, shard, keep.toMillis() / 1000.0, Timestamp.from(now), limit)
                .query(Integer.class)
                .single();
    }

    private static List<Integer> shards(Array array) throws SQLException {
        return List.of((Integer[]) array.getArray());
    }

    /** How every tier stands, in one statement. */
    List<TierProgress> progress(Instant now, Duration delay) {
        return jdbc.sql("SELECT tier, lag_seconds, pending FROM rollup.progress(?, make_interval(secs => ?))")
                .params(Timestamp.from(now), delay.toMillis() / 1000.0)
                .query((row, number) -> new TierProgress(row.getString(1), row.getDouble(2), row.getLong(3)))
                .list();
    }
}
