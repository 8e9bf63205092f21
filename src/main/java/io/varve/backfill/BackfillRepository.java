package io.varve.backfill;

import io.varve.backfill.Backfill.Days;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of rollup.backfill as requests see them. */
@Repository
class BackfillRepository {

    /** Pending are the entries of the log for the part that has been walked, in whichever tier. */
    private static final String SELECT = """
            SELECT b.backfill_id, b.series_pattern, b.from_time, b.to_time, b.created_at, b.started_at, b.finished_at,
                CASE
                    WHEN b.finished_at IS NOT NULL THEN 'finished'
                    WHEN b.walked_at IS NOT NULL THEN 'recomputing'
                    WHEN b.started_at IS NOT NULL THEN 'running'
                    ELSE 'waiting'
                END AS state,
                date_part('epoch', b.last_day - b.first_day) / 86400 + 1 AS days,
                CASE
                    WHEN b.walked_at IS NOT NULL OR b.first_day IS NULL THEN 0
                    ELSE date_part('epoch', rollup.bucket_ceil('1 day', b.position) - b.first_day) / 86400
                END AS remaining,
                b.stretches,
                (SELECT count(*) FROM rollup.invalidation AS i
                WHERE b.finished_at IS NULL AND i.from_bucket < b.to_time
                    AND i.to_bucket > rollup.bucket_start('1 day', b.position - interval '1 microsecond')) AS pending
            FROM rollup.backfill AS b
            """;

    private final JdbcClient ingest;
    private final JdbcClient query;

    BackfillRepository(@Qualifier("ingestJdbc") JdbcClient ingest, @Qualifier("queryJdbc") JdbcClient query) {
        this.ingest = ingest;
        this.query = query;
    }

    /** In the caller's transaction. */
    Backfill create(@Nullable String series, TimeRange range, Instant now) {
        long id = ingest.sql("""
                        INSERT INTO rollup.backfill (series_pattern, from_time, to_time, created_at)
                        VALUES (?, ?, ?, ?)
                        RETURNING backfill_id""")
                .param(series)
                .param(time(range.from()))
                .param(time(range.to()))
                .param(now.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
        return ingest.sql(SELECT + "WHERE b.backfill_id = ?")
                .param(id)
                .query(BackfillRepository::read)
                .single();
    }

    Optional<Backfill> find(long id) {
        return query.sql(SELECT + "WHERE b.backfill_id = ?")
                .param(id)
                .query(BackfillRepository::read)
                .optional();
    }

    long count() {
        return query.sql("SELECT count(*) FROM rollup.backfill")
                .query(Long.class)
                .single();
    }

    /** The latest first. */
    List<Backfill> list(int limit, int offset) {
        return query.sql(SELECT + "ORDER BY b.backfill_id DESC LIMIT ? OFFSET ?")
                .params(limit, offset)
                .query(BackfillRepository::read)
                .list();
    }

    private static Backfill read(ResultSet row, int number) throws SQLException {
        long total = Math.round(row.getDouble("days"));
        Days days = row.wasNull() ? null : days(total, Math.round(row.getDouble("remaining")));
        return new Backfill(
                row.getLong("backfill_id"),
                row.getString("state"),
                row.getString("series_pattern"),
                row.getObject("from_time", OffsetDateTime.class).toInstant(),
                row.getObject("to_time", OffsetDateTime.class).toInstant(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                days,
                row.getLong("stretches"),
                row.getLong("pending"));
    }

    private static Days days(long total, long remaining) {
        return new Days(total, total - remaining, remaining);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime time(long micros) {
        return Micros.toInstant(micros).atOffset(ZoneOffset.UTC);
    }
}
