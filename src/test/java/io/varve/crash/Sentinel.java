package io.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.support.Lemma;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What must never happen, watched by triggers that count it in sequences, which no rollback takes back: a fence, watermark or
 * floor that moves back; two transactions under way at once that write buckets of one tier and series. And what must be true
 * when all is quiet: nothing pending, every stored bucket as its points say.
 */
final class Sentinel {

    private static final String TIERS = "SELECT tier_id, schema_name || '.' || table_name FROM rollup.tier";

    /** Tiers and rollups that could go further, series not followed yet, entries of the logs that wait, rows that could be settled. */
    private static final String PENDING = """
            SELECT (SELECT count(*) FROM rollup.tier t JOIN rollup.watermark w USING (tier_id), rollup.fence f
                    WHERE f.layer_id = 0 AND w.position < rollup.bucket_start(t.width, f.position))
                 + (SELECT count(*) FROM rollup.fence WHERE drained_generation < generation - 1)
                 + (SELECT count(*) FROM rollup.fence, crash.clock
                    WHERE layer_id = 0 AND position < rollup.bucket_start('1 minute', base))
                 + (SELECT count(*) FROM rollup.invalidation)
                 + (SELECT count(*) FROM rollup.custom c JOIN rollup.watermark w ON w.tier_id = c.source_id
                    WHERE c.position < rollup.bucket_start(c.width, w.position))
                 + (SELECT count(*) FROM rollup.custom_invalidation)
                 + (SELECT count(*) FROM catalog.series WHERE series_id NOT IN (SELECT series_id FROM rollup.custom_member))
                 + (SELECT count(*) FROM raw.batch b, rollup.fence f WHERE f.layer_id = 0
                    AND b.generation <= f.drained_generation AND b.first_time < raw.hour_of(f.drained_position))""";

    private static final String POSITIONS = """
            SELECT 'fence ' || layer_id AS what, extract(epoch FROM position)::float8 AS position FROM rollup.fence
            UNION ALL SELECT 'floor ' || layer_id, extract(epoch FROM position) FROM rollup.floor
            UNION ALL SELECT 'watermark ' || tier_id, extract(epoch FROM position) FROM rollup.watermark""";

    private final JdbcClient owner;
    private final Map<String, Double> reached = new HashMap<>();

    Sentinel(JdbcClient owner) {
        this.owner = owner;
        List.of("backward", "overlaps", "writes_0", "writes_1", "writes_2")
                .forEach(name -> owner.sql("CREATE SEQUENCE crash." + name + " MINVALUE 0 START 0")
                        .update());
        watchPositions();
        watchBuckets();
    }

    private void watchPositions() {
        owner.sql("CREATE FUNCTION crash.forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " PERFORM nextval('crash.backward'); RETURN NEW; END $$")
                .update();
        for (String table : List.of("fence", "watermark", "floor")) {
            owner.sql("CREATE TRIGGER crash_forward BEFORE UPDATE ON rollup." + table
                            + " FOR EACH ROW WHEN (NEW.position < OLD.position) EXECUTE FUNCTION crash.forward()")
                    .update();
        }
    }

    /** A transaction that has ended may hold its locks for a moment longer, but has no number any more. */
    private void watchBuckets() {
        owner.sql("""
                CREATE FUNCTION crash.alone() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE
                    v_tier integer := 4800 + TG_ARGV[0]::integer;
                    v_series integer := CASE WHEN TG_OP = 'DELETE' THEN OLD.series_id ELSE NEW.series_id END;
                BEGIN
                    PERFORM nextval('crash.writes_' || coalesce(nullif(current_setting('crash.instance', true), ''), '0'));
                    IF NOT pg_try_advisory_xact_lock(v_tier, v_series) AND EXISTS (
                        SELECT FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
                        WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
                            AND l.classid = v_tier::bigint::oid AND l.objid = v_series::bigint::oid
                            AND a.pid <> pg_backend_pid() AND a.backend_xid IS NOT NULL)
                    THEN
                        PERFORM nextval('crash.overlaps');
                    END IF;
                    RETURN NULL;
                END $$""").update();
        owner.sql(TIERS)
                .query((row, number) -> "CREATE TRIGGER crash_alone AFTER INSERT OR UPDATE OR DELETE ON "
                        + row.getString(2) + " FOR EACH ROW EXECUTE FUNCTION crash.alone('" + row.getInt(1) + "')")
                .list()
                .forEach(trigger -> owner.sql(trigger).update());
    }

    /** Of one instance, in rows of tiers. */
    long writes(int instance) {
        return count("writes_" + instance);
    }

    private long count(String sequence) {
        return owner.sql("SELECT last_value + is_called::integer FROM crash." + sequence)
                .query(Long.class)
                .single();
    }

    void assertNothingForbiddenHappened() {
        assertThat(count("backward")).as("positions moved back").isZero();
        assertThat(count("overlaps"))
                .as("buckets written by two transactions at once")
                .isZero();
        owner.sql(POSITIONS).query(rows -> {
            double before = reached.getOrDefault(rows.getString(1), Double.NEGATIVE_INFINITY);
            assertThat(rows.getDouble(2)).as(rows.getString(1)).isGreaterThanOrEqualTo(before);
            reached.put(rows.getString(1), rows.getDouble(2));
        });
    }

    /** With the clock stopped and nobody writing. */
    void awaitDrained() {
        await("pending work")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(owner.sql(PENDING).query(Long.class).single())
                                .isZero());
    }

    /** Returns the buckets compared. */
    long checkLemma() {
        return Lemma.check(owner);
    }
}
