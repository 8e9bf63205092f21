package io.varve.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** What requests read: how jobs stand, and pages of the ledger, the latest first. */
@Repository
class LedgerQueries {

    private static final String OF_JOB = "(:job::text IS NULL OR job = :job) AND (:tier::text IS NULL OR tier = :tier)";
    private static final String OF_RUN = OF_JOB + " AND (:outcome::text IS NULL OR outcome = :outcome)";

    private final JdbcClient jdbc;

    LedgerQueries(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Which entries; null for all. Errors have no outcome. */
    record Filter(
            @Nullable String job,
            @Nullable String tier,
            @Nullable String outcome) {}

    List<Standing> standings(Instant now) {
        return MonitorRepository.standings(jdbc, now);
    }

    /** What work may be about. */
    List<String> tiers() {
        return jdbc.sql(
                        "SELECT name FROM (SELECT tier_id, name FROM rollup.tier UNION ALL VALUES (0, 'raw'), (-1, 'all') UNION ALL SELECT 100, name FROM rollup.custom) AS t (tier_id, name)"
                                + " ORDER BY tier_id, name")
                .query(String.class)
                .list();
    }

    long countRuns(Filter filter) {
        return count("SELECT count(*) FROM ops.run WHERE " + OF_RUN, filter);
    }

    List<LoggedRun> runs(Filter filter, int limit, int offset) {
        return filtered(
                        "SELECT *, date_part('epoch', ended_at - started_at) AS seconds FROM ops.run WHERE " + OF_RUN
                                + " ORDER BY started_at DESC, run_id DESC LIMIT :limit OFFSET :offset",
                        filter)
                .param("limit", limit)
                .param("offset", offset)
                .query((row, number) -> run(row))
                .list();
    }

    long countErrors(Filter filter) {
        return count("SELECT count(*) FROM ops.error WHERE " + OF_JOB, filter);
    }

    List<LoggedError> errors(Filter filter, int limit, int offset) {
        return filtered(
                        "SELECT * FROM ops.error WHERE " + OF_JOB
                                + " ORDER BY occurred_at DESC, error_id DESC LIMIT :limit OFFSET :offset",
                        filter)
                .param("limit", limit)
                .param("offset", offset)
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

    private long count(String sql, Filter filter) {
        return filtered(sql, filter).query(Long.class).single();
    }

    private StatementSpec filtered(String sql, Filter filter) {
        return jdbc.sql(sql)
                .param("job", filter.job())
                .param("tier", filter.tier())
                .param("outcome", filter.outcome());
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
                row.getString("outcome"),
                List.of((String[]) row.getArray("decisions").getArray()));
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
