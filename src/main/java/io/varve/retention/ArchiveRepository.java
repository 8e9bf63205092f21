package io.varve.retention;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** What is still to be archived, what it is, and what was, on the jobs pool. */
@Repository
class ArchiveRepository {

    private final JdbcTemplate jdbc;

    ArchiveRepository(@Qualifier("jobsDataSource") DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** In the transaction that moves a floor: from then on nothing of the layer is removed until {@link #finish}. */
    void begin(Layer layer) {
        jdbc.update("INSERT INTO rollup.archive_due (layer_id) VALUES (?) ON CONFLICT DO NOTHING", layer.id());
    }

    boolean isDue(Layer layer) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM rollup.archive_due WHERE layer_id = ?)", Boolean.class, layer.id()));
    }

    /** Writes as CSV what is to be archived of the series; returns how many rows. */
    long copy(Layer layer, int[] series, OutputStream out) {
        String sql = Objects.requireNonNull(jdbc.queryForObject(
                "SELECT 'COPY (' || rollup.archive_sql(?, ?::integer[]) || ') TO STDOUT (FORMAT csv, HEADER)'",
                String.class,
                layer.id(),
                RetentionRepository.array(series)));
        return Objects.requireNonNull(jdbc.execute((ConnectionCallback<Long>) connection -> {
            try {
                return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    void keep(Layer layer, ArchiveFile file, Instant now) {
        jdbc.update(
                "INSERT INTO rollup.archive_file (file_name, layer_id, row_count, sha256, archived_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                file.file(),
                layer.id(),
                file.rows(),
                file.sha256(),
                Timestamp.from(now));
    }

    /** Everything below the floors of the series is in files. */
    void mark(Layer layer, int[] series) {
        jdbc.query(
                "SELECT rollup.mark_archived(?, ?::integer[])",
                row -> {},
                layer.id(),
                RetentionRepository.array(series));
    }

    void finish(Layer layer) {
        jdbc.update("DELETE FROM rollup.archive_due WHERE layer_id = ?", layer.id());
    }
}
