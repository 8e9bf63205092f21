package io.varve.operations;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Has what failed tried again, on the pool of requests that write. */
@Repository
class RetryRepository {

    private final JdbcClient jdbc;

    RetryRepository(@Qualifier("ingestJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Null for all jobs or tiers; returns how many jobs, and entries set aside, are due again. */
    int retry(@Nullable String job, @Nullable String tier, Instant now) {
        return jdbc.sql("SELECT ops.retry(?, ?, ?)")
                .params(Arrays.asList(job, tier, now.atOffset(ZoneOffset.UTC)))
                .query(Integer.class)
                .single();
    }
}
