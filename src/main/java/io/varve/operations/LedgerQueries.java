package io.varve.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What requests read: how jobs stand, and pages of the ledger, the latest first. */
@Repository
class LedgerQueries {

    private static final String OF_JOB = "(?::text IS NULL OR job = ?) AND (?::text IS NULL OR tier = ?)";
    private static final String OF_OUTCOME = " AND (?::text IS NULL OR outcome = ?)";

    private final JdbcClient jdbc;

    LedgerQueries(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Which entries; null for all. */
    record Filter(
            @Nullable String job,
            @Nullable String tier,
            @Nullable String outcome) {

        @Nullable
        Object[] ofJob(@Nullable Object... more) {
            return concat(new @Nullable Object[] {job, job, tier, tier}, more);
        }

        @Nullable
        Object[] ofRun(@Nullable Object... more) {
            return concat(new @Nullable Object[] {job, job, tier, tier, outcome, outcome}, more);
        }

        private static @Nullable Object[] concat(@Nullable Object[] first, @Nullable Object[] then) {
            @Nullable Object[] all = Arrays.copyOf(first, first.length + then.length);
            System.arraycopy(then, 0, all, first.length, then.length);
            return all;
        }
    }

    List<Standing> standings(Instant now) {
        return MonitorRepository.standings(jdbc, now);
    }

    long countRuns(Filter filter) {
        return count("SELECT count(*) FROM ops.run WHERE " + OF_JOB + OF_OUTCOME, filter.ofRun());
    }

    List<LoggedRun> runs(Filter filter, int limit, int offset) {
        return jdbc.sql("SELECT *, date_part('epoch', ended_at - started_at) AS seconds FROM ops.run WHERE " + OF_JOB
                        + OF_OUTCOME + " ORDER BY started_at DESC, run_id DESC LIMIT ? OFFSET ?")
                .params(filter.ofRun(limit, offset))
                .query((row, number) -> run(row))
                .list();
    }

    long countErrors(Filter filter) {
        return count("SELECT count(*) FROM ops.error WHERE " + OF_JOB, filter.ofJob());
    }

    List<LoggedError> errors(Filter filter, int limit, int offset) {
        return jdbc.sql("SELECT * FROM ops.error WHERE " + OF_JOB
                        + " ORDER BY occurred_at DESC, error_id DESC LIMIT ? OFFSET ?")
                .params(filter.ofJob(limit, offset))
                .query((row, number) -> error(row))
                .list();
    }

    List<JobSettings> jobs() {
        return jdbc.sql("""
                        SELECT job, tier, is_active, date_part('epoch', retry_after), date_part('epoch', retry_at_most),
                            max_attempts, date_part('epoch', probe_after), date_part('epoch', warn_after),
                            date_part('epoch', alert_after), date_part('epoch', max_runtime)
                        FROM ops.job
                        ORDER BY job, tier""").query((row, number) -> settings(row)).list();
    }

    private long count(String sql, @Nullable Object[] parameters) {
        return jdbc.sql(sql).params(parameters).query(Long.class).single();
    }

    private static LoggedRun run(ResultSet row) throws SQLException {
        return new LoggedRun(
                row.getLong("run_id"),
                row.getString("job"),
                row.getString("tier"),
                row.getString("instance"),
                there(row, "started_at"),
                MonitorRepository.instant(row, "ended_at"),
                MonitorRepository.instant(row, "window_from"),
                MonitorRepository.instant(row, "window_to"),
                row.getLong("rows_in"),
                row.getLong("rows_out"),
                row.getObject("seconds", Double.class),
                row.getInt("attempt"),
                row.getString("outcome"));
    }

    private static LoggedError error(ResultSet row) throws SQLException {
        return new LoggedError(
                row.getLong("error_id"),
                row.getObject("run_id", Long.class),
                row.getString("job"),
                row.getString("tier"),
                row.getString("instance"),
                there(row, "occurred_at"),
                row.getString("sqlstate"),
                row.getString("message"),
                row.getString("detail"),
                row.getString("hint"),
                row.getString("context"),
                row.getString("statement"));
    }

    private static JobSettings settings(ResultSet row) throws SQLException {
        return new JobSettings(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getInt(6),
                row.getObject(7, Double.class),
                row.getDouble(8),
                row.getDouble(9),
                row.getDouble(10));
    }

    private static Instant there(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(MonitorRepository.instant(row, column));
    }
}
