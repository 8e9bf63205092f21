package io.varve.operations;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Has what failed tried again, and changes how, on the pool of requests that write. */
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

    /** Changes what is given of a job's settings; probing after no time means never. */
    void change(Job job, JobChange change) {
        jdbc.sql(
                        "SELECT ops.change_job(?, ?, ?, make_interval(secs => ?), make_interval(secs => ?), ?, make_interval(secs => ?),"
                                + " make_interval(secs => ?), make_interval(secs => ?), make_interval(secs => ?))")
                .params(Arrays.asList(
                        job.kind(),
                        job.tier(),
                        change.isActive(),
                        change.retryAfterSeconds(),
                        change.retryAtMostSeconds(),
                        change.maxAttempts(),
                        change.probeAfterSeconds(),
                        change.warnAfterSeconds(),
                        change.alertAfterSeconds(),
                        change.maxRuntimeSeconds()))
                .query(row -> {});
    }
}
