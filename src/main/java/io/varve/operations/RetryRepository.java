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
        jdbc.sql("""
                        UPDATE ops.job
                        SET is_active = coalesce(?, is_active),
                            retry_after = coalesce(make_interval(secs => ?), retry_after),
                            retry_at_most = coalesce(make_interval(secs => ?), retry_at_most),
                            max_attempts = coalesce(?, max_attempts),
                            probe_after = nullif(coalesce(make_interval(secs => ?), probe_after), '0'),
                            warn_after = coalesce(make_interval(secs => ?), warn_after),
                            alert_after = coalesce(make_interval(secs => ?), alert_after),
                            max_runtime = coalesce(make_interval(secs => ?), max_runtime)
                        WHERE job = ? AND tier = ?""")
                .params(Arrays.asList(
                        change.isActive(),
                        change.retryAfterSeconds(),
                        change.retryAtMostSeconds(),
                        change.maxAttempts(),
                        change.probeAfterSeconds(),
                        change.warnAfterSeconds(),
                        change.alertAfterSeconds(),
                        change.maxRuntimeSeconds(),
                        job.kind(),
                        job.tier()))
                .update();
    }
}
