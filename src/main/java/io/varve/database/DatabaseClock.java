package io.varve.database;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database's clock: instances whose own clocks differ still agree on what is late. One short statement per call. */
record DatabaseClock(JdbcClient jdbc) implements InstantSource {

    @Override
    public Instant instant() {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
