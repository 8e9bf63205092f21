package io.varve.reconcile;

import io.varve.timeseries.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The statements of a reconciliation on the jobs pool, each a transaction of its own. One at a time in this instance: they
 * read much, and refreshes need that pool too.
 */
@Repository
class Steps {

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    /** Differences a warning names. */
    private static final int NAMED = 5;

    private static final String RECONCILE = """
            SELECT checked, pending, mismatches, points, stored_checksum, recomputed_checksum, details
            FROM rollup.reconcile(?, ?, ?, ARRAY[?], ?)""";
    private static final String NEXT = """
            SELECT least(rollup.next_stored_time(0, f, t), rollup.next_stored_time(?, f, t))
            FROM (SELECT ?::timestamptz AS f, ?::timestamptz AS t) AS range""";
    private static final TypeReference<List<Step.Detail>> DETAILS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final ReconcileMeters meters;
    private final JsonMapper json = new JsonMapper();
    private final Semaphore turn = new Semaphore(1, true);

    Steps(@Qualifier("jobsJdbc") JdbcClient jdbc, InstantSource clock, ReconcileMeters meters) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.meters = meters;
    }

    /** Compares the buckets of a tier, or rollup, that begin in [from, to); if it repairs, logs what mismatches as out of date. */
    Step take(String tier, int[] series, long from, long to, boolean repair) {
        turn.acquireUninterruptibly();
        try {
            Step step = jdbc.sql(RECONCILE)
                    .params(Arrays.asList(
                            new SqlArrayValue(
                                    "int4", Arrays.stream(series).boxed().toArray()),
                            time(from),
                            time(to),
                            tier,
                            repair ? clock.instant().atOffset(ZoneOffset.UTC) : null))
                    .query((row, number) -> step(row))
                    .optional()
                    .orElse(Step.NOTHING);
            meters.count(tier, step);
            if (step.mismatches() > 0) {
                LOG.warn(
                        "{} of {} buckets of {} between {} and {} disagree with what they are made of, asked for by {} series; the first differences: {}",
                        step.mismatches(),
                        step.checked(),
                        tier,
                        Micros.toInstant(from),
                        Micros.toInstant(to),
                        series.length,
                        step.details().stream().limit(NAMED).toList());
            }
            return step;
        } finally {
            turn.release();
        }
    }

    /** A time up to which neither raw nor the tier has anything; the end of the range if there is nothing at all. */
    long nextStored(int tier, long from, long to) {
        OffsetDateTime next = jdbc.sql(NEXT)
                .params(tier, time(from), time(to))
                .query((row, number) -> row.getObject(1, OffsetDateTime.class))
                .list()
                .get(0);
        return next == null ? to : Micros.of(next.toInstant());
    }

    /** Whether this instance is to audit a sample now. */
    boolean claimAudit(Duration interval) {
        return jdbc.sql("SELECT rollup.claim_audit(?, make_interval(secs => ?))")
                .params(clock.instant().atOffset(ZoneOffset.UTC), interval.toMillis() / 1000.0)
                .query(Boolean.class)
                .single();
    }

    /** Some buckets of a tier, or rollup, to be compared: those of these series that begin in [from, to). */
    record Part(String tier, int[] series, long from, long to) {}

    /** A new random sample, in the order in which it is to be compared; empty where there is nothing to compare. */
    List<Part> sample(int series, int hours) {
        return jdbc.sql("SELECT tier, series, from_time, to_time FROM rollup.audit_parts(?, ?)")
                .params(series, hours)
                .query((row, number) -> new Part(
                        row.getString(1),
                        Arrays.stream((Integer[]) row.getArray(2).getArray())
                                .mapToInt(Integer::intValue)
                                .toArray(),
                        micros(row, 3),
                        micros(row, 4)))
                .list();
    }

    private static long micros(ResultSet row, int column) throws SQLException {
        return Micros.of(row.getObject(column, OffsetDateTime.class).toInstant());
    }

    private Step step(ResultSet row) throws SQLException {
        return new Step(
                row.getLong("checked"),
                row.getLong("pending"),
                row.getLong("mismatches"),
                row.getLong("points"),
                row.getLong("stored_checksum"),
                row.getLong("recomputed_checksum"),
                json.readValue(row.getString("details"), DETAILS));
    }

    private static OffsetDateTime time(long micros) {
        return Micros.toInstant(micros).atOffset(ZoneOffset.UTC);
    }
}
