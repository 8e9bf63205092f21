package io.varve.rollup;

import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The SQL of the protocol, step by step, on a database of its own with partitions for January 2025. */
final class Protocol implements AutoCloseable {

    /** All times of these tests are seconds after this. */
    static final Instant START = Instant.parse("2025-01-06T00:00:00Z");

    private static final String WRITE =
            "SELECT 1 FROM raw.begin_write(0) AS w, (SELECT ? AS now, ? AS series, ? AS micros,"
                    + " ? AS value) AS p, raw.write_points(w.fence, w.generation, p.now::timestamptz, ARRAY[p.series::integer],"
                    + " ARRAY[p.micros::bigint], NULL, ARRAY[p.value::float8], ARRAY[1], ARRAY[1],"
                    + " ARRAY[p.micros::bigint], ARRAY[p.micros::bigint],"
                    + " ARRAY[p.series::integer], ARRAY[p.micros::bigint], ARRAY[p.micros::bigint])";

    final TestDatabase database = TestDatabase.create();

    Protocol() {
        database.jdbc()
                .sql("SELECT ops.ensure_partitions(ARRAY[timestamptz '2025-01-06', timestamptz '2025-01-20'])")
                .query(Integer.class)
                .single();
    }

    /** Writes a point of a series in the session, in whatever transaction it is in. */
    static void write(Session session, int series, long second, double value) {
        session.one(Integer.class, WRITE, now(second), series, micros(second), value);
    }

    static Future<@Nullable Integer> startWrite(Session session, int series, long second, double value) {
        return session.start(Integer.class, WRITE, now(second), series, micros(second), value);
    }

    void write(int series, long second, double value) {
        try (Session session = Session.open(database)) {
            write(session, series, second, value);
        }
    }

    boolean raise(int layer, long second) {
        return one(Boolean.class, "SELECT rollup.raise_fence(?, ?::timestamptz, interval '0')", layer, now(second));
    }

    boolean drain(int layer) {
        return one(Boolean.class, "SELECT rollup.drain_fence(?)", layer);
    }

    /** Moves the tier forward as far as its source's drained fence; returns the rows written. */
    long forward(int tier) {
        long rows = 0;
        for (Long step = forwardStep(tier); step != null; step = forwardStep(tier)) {
            rows += step;
        }
        return rows;
    }

    private @Nullable Long forwardStep(int tier) {
        return database.jdbc()
                .sql("SELECT row_count FROM rollup.refresh_forward(?, ?::timestamptz)")
                .params(tier, now(0))
                .query(Long.class)
                .optional()
                .orElse(null);
    }

    /** Raises and drains the fence of the layer below and moves the tier forward. */
    void advance(int tier, long second) {
        int source = one(Integer.class, "SELECT source_id FROM rollup.tier WHERE tier_id = ?", tier);
        raise(source, second);
        drain(source);
        forward(tier);
    }

    /** Recomputes what the log holds for the tier; returns the entries consumed. */
    int recompute(int tier) {
        int taken = 0;
        for (int shard = 0; shard < 4; shard++) {
            taken += one(
                    Integer.class, "SELECT rollup.refresh_invalidated(?, ?, ?::timestamptz, 500)", tier, shard, now(0));
        }
        return taken;
    }

    static Future<@Nullable Integer> startRecompute(Session session, int tier, int series) {
        return session.start(
                Integer.class,
                "SELECT rollup.refresh_invalidated(?, ?, ?::timestamptz, 500)",
                tier,
                series % 4,
                now(0));
    }

    /** The sum stored in the tier for the bucket that starts at the second; NULL if there is no row. */
    @Nullable
    Double stored(int tier, int series, long second) {
        String table = one(
                String.class,
                "SELECT format('%I.%I', schema_name, table_name) FROM rollup.tier WHERE tier_id = ?",
                tier);
        return database.jdbc()
                .sql("SELECT value_sum FROM " + table + " WHERE series_id = ? AND bucket = ?::timestamptz")
                .params(series, now(second))
                .query(Double.class)
                .optional()
                .orElse(null);
    }

    /** Log entries as "tier series from-to" in seconds. */
    List<String> pending() {
        return database.jdbc()
                .sql("SELECT format('%s %s %s-%s', tier_id, series_id,"
                        + " extract(epoch FROM from_bucket - ?::timestamptz)::bigint,"
                        + " extract(epoch FROM to_bucket - ?::timestamptz)::bigint)"
                        + " FROM rollup.invalidation ORDER BY invalidation_id")
                .params(now(0), now(0))
                .query(String.class)
                .list();
    }

    long watermark(int tier) {
        return one(
                Long.class,
                "SELECT extract(epoch FROM position - ?::timestamptz)::bigint FROM rollup.watermark WHERE tier_id = ?",
                now(0),
                tier);
    }

    Map<String, Object> fence(int layer) {
        return database.jdbc()
                .sql("SELECT * FROM rollup.fence WHERE layer_id = ?")
                .param(layer)
                .query()
                .singleRow();
    }

    <T> T one(Class<T> type, String sql, Object... params) {
        return database.jdbc().sql(sql).params(params).query(type).single();
    }

    static Timestamp now(long second) {
        return Timestamp.from(START.plusSeconds(second));
    }

    private static long micros(long second) {
        return (START.getEpochSecond() + second) * 1_000_000L;
    }

    @Override
    public void close() {
        database.close();
    }
}
