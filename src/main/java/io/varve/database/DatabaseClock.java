package io.varve.database;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database's clock: instances whose own clocks differ still agree on what is late. It is read about once a second;
 * in between, the time that has passed since is added.
 */
final class DatabaseClock implements InstantSource {

    private static final long VALID_NANOS = Duration.ofSeconds(1).toNanos();

    private final JdbcClient jdbc;
    private volatile @Nullable Reading last;

    DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the database's clock said when {@link System#nanoTime} was this. */
    private record Reading(Instant time, long nanos) {}

    @Override
    public Instant instant() {
        Reading reading = last;
        if (reading == null || System.nanoTime() - reading.nanos > VALID_NANOS) {
            reading = read();
            last = reading;
        }
        return reading.time.plusNanos(System.nanoTime() - reading.nanos);
    }

    private Reading read() {
        long before = System.nanoTime();
        OffsetDateTime time =
                jdbc.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single();
        return new Reading(time.toInstant(), before + (System.nanoTime() - before) / 2);
    }
}
