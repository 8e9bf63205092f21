package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.TestDatabase;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The SQL of writing, refreshing, settling and retention on a database of its own, and what the tiers should hold. */
final class FloorHistory implements AutoCloseable {

    static final List<String> INTERVALS = List.of("min", "300s", "hour", "day", "week", "month", "year");

    private static final long MINUTE = 60_000_000L;

    final TestDatabase database = TestDatabase.create();
    private final SingleConnectionDataSource connection = connect();
    private final JdbcClient jdbc = JdbcClient.create(connection);
    private final NaiveRollup oracle = new NaiveRollup();
    private final ProfileOracle profiles = new ProfileOracle(jdbc, oracle);

    /** What a tier stores of a bucket. */
    private record Stored(
            int series,
            long bucket,
            long count,
            double sum,
            double m2,
            double min,
            double max,
            double first,
            double last) {}

    /** Buckets of a tier and series that are out of date, [from, to). */
    private record Pending(int tier, int series, long from, long to) {}

    /** Writes a point as ingest does: below raw's floor it is merged. Returns whether it was. */
    boolean write(int series, Instant time, long source, double value, Instant now) {
        long micros = NaiveRollup.micros(time);
        one(Integer.class, "SELECT ops.ensure_partitions(ARRAY[?::timestamptz])", at(time));
        boolean merged = one(
                Boolean.class,
                "SELECT CASE WHEN ?::timestamptz < (raw.enter_floor(ARRAY[?::integer]))[1]"
                        + " THEN raw.merge_late(?::timestamptz, ARRAY[?::integer], ARRAY[?::bigint], ARRAY[?::bigint], ARRAY[?::float8]) >= 0"
                        + " ELSE false END",
                at(time),
                series,
                at(now),
                series,
                micros,
                source,
                value);
        if (!merged) {
            one(
                    Integer.class,
                    "SELECT 1 FROM raw.begin_write(0) AS w, (SELECT ? AS now, ? AS series, ? AS micros, ? AS source, ? AS value) AS p,"
                            + " raw.write_points(w.fence, w.generation, p.now::timestamptz, ARRAY[p.series::integer],"
                            + " ARRAY[p.micros::bigint], ARRAY[p.source::bigint], ARRAY[p.value::float8], ARRAY[1], ARRAY[1],"
                            + " ARRAY[p.micros::bigint], ARRAY[p.micros::bigint],"
                            + " ARRAY[p.series::integer], ARRAY[p.micros::bigint], ARRAY[p.micros::bigint])",
                    at(now),
                    series,
                    micros,
                    source,
                    value);
        }
        remember(series, time, source, value);
        if (merged) {
            profiles.merged(series, micros);
        }
        return merged;
    }

    NaiveRollup oracle() {
        return oracle;
    }

    /** Has the oracle know of a point that was written by other means. */
    void remember(int series, Instant time, long source, double value) {
        oracle.put(Integer.toString(series), NaiveRollup.micros(time), source, value);
    }

    /** One step of every tier: fence, drain, forward, and some of what is out of date. */
    void refresh(Instant now, int limit) {
        for (int tier = 1; tier <= 7; tier++) {
            one(
                    String.class,
                    "SELECT rollup.raise_fence(source_id, ?::timestamptz, interval '0')::text FROM rollup.tier WHERE tier_id = ?",
                    at(now),
                    tier);
            one(String.class, "SELECT rollup.drain_fence(source_id)::text FROM rollup.tier WHERE tier_id = ?", tier);
            jdbc.sql("SELECT row_count FROM rollup.refresh_forward(?, ?::timestamptz)")
                    .params(tier, at(now))
                    .query(Long.class)
                    .list();
            for (int shard = 0; shard < 4; shard++) {
                one(
                        Integer.class,
                        "SELECT rollup.refresh_invalidated(?, ?, ?::timestamptz + interval '2 minutes', ?)",
                        tier,
                        shard,
                        at(now),
                        limit);
            }
        }
    }

    /** One step of the profiles of every tier, and as many buckets of each shard that are out of date made again. */
    void profile(Instant now, int buckets) {
        for (int tier = ProfileOracle.FIRST_TIER; tier <= 7; tier++) {
            jdbc.sql("SELECT row_count FROM rollup.profile_forward(?, ?::timestamptz, interval '0')")
                    .params(tier, at(now))
                    .query(Long.class)
                    .list();
            renew(tier, now, buckets, null);
        }
    }

    /** Makes profiles of a tier that are out of date again, or those that failed before a time; returns how many entries of their log that took. */
    long renew(int tier, Instant now, int buckets, @Nullable Instant failedBefore) {
        return one(
                Long.class,
                "SELECT sum(rollup.renew_profiles(?, shard, ?::timestamptz + interval '4 minutes', ?, ?::timestamptz)) FROM generate_series(0, 3) AS shard",
                tier,
                at(now),
                buckets,
                failedBefore == null ? null : at(failedBefore));
    }

    void drain(Instant now) {
        drainTiers(now);
        String before = "";
        for (String state = state(); !state.equals(before); state = state()) {
            before = state;
            profile(now, 1000);
        }
    }

    /** All but the profiles, which stay where they are. */
    void drainTiers(Instant now) {
        String before = "";
        for (String state = state(); !state.equals(before); state = state()) {
            before = state;
            refresh(now, 1000);
        }
        assertThat(pending()).isEmpty();
    }

    private String state() {
        return one(
                String.class,
                "SELECT concat((SELECT array_agg(position ORDER BY tier_id) FROM rollup.watermark),"
                        + " (SELECT array_agg(position ORDER BY layer_id) FROM rollup.fence),"
                        + " (SELECT array_agg(position ORDER BY tier_id) FROM rollup.profile), (SELECT count(*) FROM rollup.invalidation), (SELECT count(*) || '/' || max(invalidation_id) FROM rollup.profile_invalidation))");
    }

    void settle() {
        one(Long.class, "SELECT sum(raw.settle(shard, NULL, 1000)) FROM generate_series(0, 3) AS shard");
    }

    void pack(int tier, Instant now) {
        one(
                Long.class,
                "SELECT sum(rollup.pack(?, shard, interval '0', ?::timestamptz + interval '1 hour', 100)) FROM generate_series(0, 3) AS shard",
                tier,
                at(now));
    }

    /** Moves a floor as far as it may; NULL if it did not move. */
    @Nullable
    Instant raise(int layer, Instant position, Integer @Nullable [] series, Instant now) {
        return jdbc.sql("SELECT rollup.raise_floor(?, ?::timestamptz, ?::integer[], ?::timestamptz)")
                .params(Arrays.asList(layer, at(position), series, at(now)))
                .query((row, n) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .single()
                .orElse(null);
    }

    void remove(int layer) {
        while (one(Integer.class, "SELECT rollup.delete_expired(?, 7)", layer) > 0) {}
        while (jdbc.sql("SELECT rollup.drop_expired(?)")
                .param(layer)
                .query((row, n) -> Objects.toString(row.getString(1)))
                .single()
                .contains(".")) {}
    }

    /** Deletes points as ingest does, where single points are kept; returns whether they are. */
    boolean delete(int series, Instant from, Instant to, Instant now) {
        boolean kept = one(
                Boolean.class, "SELECT ?::timestamptz >= (raw.enter_floor(ARRAY[?::integer]))[1]", at(from), series);
        if (kept) {
            one(
                    Long.class,
                    "SELECT raw.delete_points(w.fence, w.generation, ?::timestamptz, ARRAY[?::integer], ?::timestamptz, ?::timestamptz)"
                            + " FROM raw.begin_write(0) AS w",
                    at(now),
                    series,
                    at(from),
                    at(to));
            oracle.remove(key -> key.series().equals(Integer.toString(series))
                    && key.micros() >= NaiveRollup.micros(from)
                    && key.micros() < NaiveRollup.micros(to));
        }
        return kept;
    }

    /** Deletes a session as ingest does, where single points of all of it are kept; returns whether they are. */
    boolean deleteSession(long source, Instant now) {
        String id = "00000000-0000-0000-0000-%012d".formatted(source);
        one(
                Integer.class,
                "WITH s AS (INSERT INTO catalog.session (session_id, source, created_at) VALUES (?::uuid, ?, now())"
                        + " ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*)::integer FROM s",
                id,
                source);
        boolean kept = one(
                Boolean.class,
                "SELECT coalesce(bool_and(e.first_time >= (raw.enter_floor(ARRAY[e.series_id]))[1]), true)"
                        + " FROM raw.session_series AS e WHERE e.source = ?",
                source);
        if (kept) {
            one(
                    Long.class,
                    "SELECT raw.delete_session(w.fence, w.generation, ?::timestamptz, ?::uuid) FROM raw.begin_write(0) AS w",
                    at(now),
                    id);
            oracle.remove(key -> key.source() == source);
        }
        return kept;
    }

    /** Every profile that counts is the oracle's, and no other counts; returns how many were compared. */
    int checkProfiles() {
        return profiles.check();
    }

    /** Every kept bucket that the log does not call out of date is the oracle's; returns how many were compared. */
    int check() {
        List<Pending> pending = pending();
        int compared = 0;
        for (int tier = 1; tier <= 7; tier++) {
            for (int series = 1; series <= 3; series++) {
                compared += check(tier, series, pending);
            }
        }
        return compared;
    }

    private int check(int tier, int series, List<Pending> pending) {
        long floor = one(
                Long.class,
                "SELECT CASE WHEN isfinite(f) THEN raw.micros_of(f) ELSE -1 END FROM (SELECT (rollup.floors(?))[? + 1] AS f) AS floor",
                series,
                tier);
        long watermark = one(
                Long.class,
                "SELECT CASE WHEN isfinite(position) THEN raw.micros_of(position) ELSE -1 END FROM rollup.watermark WHERE tier_id = ?",
                tier);
        List<Short> path = jdbc.sql("SELECT unnest(rollup.tier_path(?))")
                .param(tier)
                .query(Short.class)
                .list();
        String interval = INTERVALS.get(tier - 1);
        SortedMap<Long, Summary> expected =
                oracle.rollup(interval, floor, watermark, key -> key.series().equals(Integer.toString(series)));
        SortedMap<Long, Stored> stored = new TreeMap<>();
        stored(tier, series).forEach(row -> stored.put(row.bucket(), row));
        stored.keySet().removeIf(bucket -> bucket < floor);
        for (Pending entry : pending) {
            if (entry.series() == series && path.contains((short) entry.tier())) {
                for (long at = entry.from(); at < entry.to(); at += MINUTE) {
                    stored.remove(NaiveRollup.bucketStart(interval, at));
                    expected.remove(NaiveRollup.bucketStart(interval, at));
                }
            }
        }
        assertThat(stored.keySet()).as("%s of series %d", interval, series).isEqualTo(expected.keySet());
        expected.forEach((bucket, summary) -> compare(Objects.requireNonNull(stored.get(bucket)), summary));
        return expected.size();
    }

    private static void compare(Stored row, Summary summary) {
        assertThat(List.of(row.count(), row.sum(), row.min(), row.max(), row.first(), row.last()))
                .as("%s", row)
                .isEqualTo(List.of(
                        summary.count(), summary.sum(), summary.min(), summary.max(), summary.first(), summary.last()));
        if (row.count() > 1) {
            assertThat(row.m2() / (row.count() - 1)).isCloseTo(summary.variance(), within(1e-9));
        }
    }

    private List<Stored> stored(int tier, int series) {
        String rows = one(
                String.class,
                "SELECT rollup.layer_sql(?, ?, '''1900-01-01Z''::timestamptz', '''2200-01-01Z''::timestamptz',"
                        + " '''1900-01-01Z''::timestamptz', '''2200-01-01Z''::timestamptz')",
                tier,
                "ARRAY[" + series + "]");
        return jdbc.sql(
                        "SELECT series_id AS series, raw.micros_of(bucket) AS bucket, point_count AS count, value_sum AS sum, value_m2 AS m2,"
                                + " value_min AS min, value_max AS max, first_value AS first, last_value AS last FROM "
                                + rows
                                + " AS t WHERE point_count > 0")
                .query(Stored.class)
                .list();
    }

    private List<Pending> pending() {
        return jdbc.sql(
                        "SELECT tier_id AS tier, series_id AS series, raw.micros_of(from_bucket) AS from, raw.micros_of(to_bucket) AS to"
                                + " FROM rollup.invalidation")
                .query(Pending.class)
                .list();
    }

    Map<String, Object> limit(int layer, Instant position) {
        return jdbc.sql("SELECT * FROM rollup.floor_limit(?, ?::timestamptz, NULL)")
                .params(layer, at(position))
                .query()
                .singleRow();
    }

    @Nullable
    Object first(String sql) {
        return jdbc.sql(sql)
                .query((row, n) -> Optional.ofNullable(row.getObject(1)))
                .single()
                .orElse(null);
    }

    void execute(String sql) {
        jdbc.sql(sql).update();
    }

    <T> T one(Class<T> type, String sql, @Nullable Object... params) {
        return jdbc.sql(sql).params(params).query(type).single();
    }

    static Timestamp at(Instant time) {
        return Timestamp.from(time);
    }

    private SingleConnectionDataSource connect() {
        try {
            return new SingleConnectionDataSource(database.dataSource().getConnection(), true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        connection.destroy();
        database.close();
    }
}
