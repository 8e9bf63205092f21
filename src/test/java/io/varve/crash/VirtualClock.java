package io.varve.crash;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database's clock, the only one the service reads, made to run faster, stand still or jump: a function {@code
 * clock_timestamp()} that the owner's search path finds before PostgreSQL's. A session that sets {@code crash.skew} gets
 * a time that is wrong by as much.
 */
final class VirtualClock {

    private static final double NANOS_PER_SECOND = 1e9;

    private final JdbcClient owner;
    private volatile Reading reading = new Reading(Instant.EPOCH, 0, 0);

    VirtualClock(JdbcClient owner) {
        this.owner = owner;
        owner.sql("CREATE TABLE crash.clock (base timestamptz, since timestamptz, rate float8)")
                .update();
        owner.sql(
                        "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$"
                                + " SELECT base + (pg_catalog.clock_timestamp() - since) * rate"
                                + " + coalesce(nullif(current_setting('crash.skew', true), ''), '0')::interval FROM crash.clock $$")
                .update();
        owner.sql("INSERT INTO crash.clock VALUES (pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp(), 0)")
                .update();
        owner.sql("ALTER ROLE CURRENT_USER IN DATABASE varve SET search_path = public, pg_catalog")
                .update();
    }

    /** What the clock said when {@link System#nanoTime} was this. */
    private record Reading(Instant time, long nanos, double rate) {}

    /** From now on as many seconds pass in one; 0 stops the clock. */
    void run(double rate) {
        set("0", rate);
    }

    void jump(Duration forward) {
        set(forward.toSeconds() + " s", reading.rate);
    }

    private void set(String forward, double rate) {
        OffsetDateTime time = owner.sql("UPDATE crash.clock SET base = public.clock_timestamp() + ?::interval,"
                        + " since = pg_catalog.clock_timestamp(), rate = ? RETURNING base")
                .params(forward, rate)
                .query(OffsetDateTime.class)
                .single();
        reading = new Reading(time.toInstant(), System.nanoTime(), rate);
    }

    /** About what the clock says, without asking. */
    Instant now() {
        Reading last = reading;
        double seconds = (System.nanoTime() - last.nanos) / NANOS_PER_SECOND * last.rate;
        return last.time.plusMillis((long) (seconds * 1000));
    }
}
