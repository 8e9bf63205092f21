package io.varve.operations;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The ledger on the jobs pool. Each statement is a transaction of its own: what fails elsewhere does not take its row away. */
@Repository
class LedgerRepository {

    private final JdbcClient jdbc;

    LedgerRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Failures in a row, and whether it is time for another attempt. */
    record Turn(int attempts, boolean isDue) {}

    Turn turn(Job job, Instant now) {
        return jdbc.sql("SELECT j.attempts, ops.is_due(j, ?) FROM ops.job AS j WHERE j.job = ? AND j.tier = ?")
                .params(there(now), job.kind(), job.tier())
                .query((row, number) -> new Turn(row.getInt(1), row.getBoolean(2)))
                .single();
    }

    long begin(Job job, String instance, Instant now) {
        return jdbc.sql("SELECT ops.begin_run(?, ?, ?, ?)")
                .params(job.kind(), job.tier(), instance, there(now))
                .query(Long.class)
                .single();
    }

    void end(long run, Instant now, @Nullable Instant from, @Nullable Instant to, long taken, long written) {
        call("SELECT ops.end_run(?, ?, ?, ?, ?, ?)", run, time(now), time(from), time(to), taken, written);
    }

    void fail(long run, Instant now, double chance, Trouble trouble) {
        call(
                "SELECT ops.fail_run(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run,
                time(now),
                chance,
                trouble.outcome(),
                trouble.sqlState(),
                trouble.message(),
                trouble.detail(),
                trouble.hint(),
                trouble.context(),
                trouble.statement());
    }

    /** Of a run that decides all the time, the first hundred will do. */
    void decided(long run, String decision) {
        call("SELECT ops.note_decision(?, ?)", run, decision);
    }

    /** There was nothing to do any more. */
    void recovered(Job job) {
        jdbc.sql("UPDATE ops.job SET attempts = 0, next_attempt_at = NULL WHERE job = ? AND tier = ?")
                .params(job.kind(), job.tier())
                .update();
    }

    private void call(String sql, @Nullable Object... parameters) {
        jdbc.sql(sql).params(Arrays.asList(parameters)).query(row -> {});
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : there(instant);
    }

    private static OffsetDateTime there(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
