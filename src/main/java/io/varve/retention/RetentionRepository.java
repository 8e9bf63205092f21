package io.varve.retention;

import io.varve.retention.RetentionReport.Partition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** What retention has to know, on the jobs pool; what it does is in {@link RetentionSteps}. */
@Repository
class RetentionRepository {

    private final JdbcClient jdbc;

    RetentionRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How far a floor may go now; null for not at all. */
    record Limit(@Nullable Instant floor, @Nullable String heldBy) {}

    /** Where a floor is; of several series the lowest, null while nothing is gone. */
    @Nullable
    Instant floor(Layer layer, int @Nullable [] series) {
        return jdbc.sql("""
                        SELECT CASE WHEN isfinite(f.floor) THEN f.floor END
                        FROM (SELECT min((rollup.floors(s))[? + 1]) AS floor
                              FROM unnest(coalesce(?::integer[], ARRAY[NULL::integer])) AS s) AS f""")
                .param(layer.id())
                .param(array(series))
                .query((row, number) -> Optional.ofNullable(instant(row, 1)))
                .single()
                .orElse(null);
    }

    /** The floor that a cutoff comes to: rows go as a whole, and so does what is built from them. */
    Instant boundary(Layer layer, Instant cutoff) {
        return jdbc.sql("SELECT rollup.floor_boundary(?, ?)")
                .params(layer.id(), Timestamp.from(cutoff))
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** How far it may go towards the cutoff, as things are now. */
    Limit limit(Layer layer, Instant cutoff, int @Nullable [] series) {
        return jdbc.sql("SELECT CASE WHEN isfinite(l.floor) THEN l.floor END, l.held_by"
                        + " FROM rollup.floor_limit(?, ?, ?::integer[]) AS l")
                .param(layer.id())
                .param(Timestamp.from(cutoff))
                .param(array(series))
                .query((row, number) -> new Limit(instant(row, 1), row.getString(2)))
                .single();
    }

    /** The partitions below the floor, the next to be dropped first. */
    List<Partition> expired(Layer layer) {
        return jdbc.sql("""
                        SELECT format('%I.%I', e.partition_schema, e.partition_name), s.total_bytes, s.row_estimate
                        FROM rollup.expired_partition AS e
                        JOIN ops.partition_stats AS s
                          ON s.schema_name = e.schema_name AND s.table_name = e.table_name AND s.partition_name = e.partition_name
                        WHERE e.layer_id = ?
                        ORDER BY e.to_time, e.table_name""")
                .param(layer.id())
                .query((row, number) -> new Partition(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** Sessions that may still read what lies below the floor. */
    List<Integer> olderSnapshots(Layer layer) {
        return jdbc.sql("SELECT pid FROM rollup.snapshots_before_floor(?) ORDER BY pid")
                .param(layer.id())
                .query(Integer.class)
                .list();
    }

    long countLate(Instant before) {
        return jdbc.sql("SELECT count(*) FROM raw.late WHERE merged_at < ?")
                .param(Timestamp.from(before))
                .query(Long.class)
                .single();
    }

    /** What {@link RetentionSteps#delete} would delete, all in all. */
    long countExpired(Layer layer) {
        return jdbc.sql("SELECT rollup.count_expired(?)")
                .param(layer.id())
                .query(Long.class)
                .single();
    }

    /** Whether the last complete run is as long ago as that. */
    boolean isDue(Instant now, Duration interval) {
        return jdbc.sql("SELECT r.completed_at <= ? FROM rollup.retention_run AS r")
                .param(Timestamp.from(now.minus(interval)))
                .query(Boolean.class)
                .single();
    }

    void completed(Instant now) {
        jdbc.sql("UPDATE rollup.retention_run SET completed_at = greatest(completed_at, ?)")
                .param(Timestamp.from(now))
                .update();
    }

    static @Nullable SqlArrayValue array(int @Nullable [] series) {
        return series == null
                ? null
                : new SqlArrayValue("int4", Arrays.stream(series).boxed().toArray());
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
