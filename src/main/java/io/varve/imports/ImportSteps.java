package io.varve.imports;

import io.varve.imports.ImportSchemas.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** The steps of a round, which are functions of the database; each call is a transaction of its own. */
@Repository
class ImportSteps {

    private static final String WRITE = """
            SELECT written, deleted, refused, coalesce(catalog.import_refusal(refused, reason), '') AS reason, missing_series, missing_tags,
                ARRAY(SELECT raw.micros_of(t) FROM unnest(missing_times) AS t) AS missing_times
            FROM catalog.import_write(?, ?, ?, ?, ?, ?, ?, ?, ?)
            WHERE missing_series IS NOT NULL""";

    private final JdbcClient jdbc;

    ImportSteps(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Stretch(Instant from, Instant to) {}

    /**
     * What a step did; nothing yet where something is missing.
     *
     * @param refused rows that are no points
     * @param reason what to say of these
     */
    record Written(long written, long deleted, long refused, String reason, Missing missing) {

        boolean isWaiting() {
            return missing.isSeries() || missing.times().length > 0;
        }

        long rows() {
            return written + deleted + refused;
        }
    }

    /** Series, by names and tags, and times without partitions, in microseconds: to be made before points are written. */
    record Missing(Object series, Object tags, boolean isSeries, long[] times) {}

    List<String> active() {
        return jdbc.sql("SELECT name FROM catalog.imported_table WHERE is_active ORDER BY name")
                .query(String.class)
                .list();
    }

    /** @param after the end of the one before; null for the first of a round */
    Optional<Stretch> next(String name, @Nullable Instant after, Instant now, int rows) {
        return jdbc.sql("SELECT s.from_time, s.to_time FROM catalog.imported_table AS i CROSS JOIN LATERAL"
                        + " catalog.import_step(i, ?::timestamptz, ?, ?) AS s WHERE i.name = ?")
                .param(after == null ? null : after.toString())
                .param(time(now))
                .param(rows)
                .param(name)
                .query((row, n) -> new Stretch(instant(row, "from_time"), instant(row, "to_time")))
                .optional();
    }

    /** Empty if another session is at this import. */
    Optional<Written> write(String name, Stretch stretch, Instant now, boolean register, Refused refused) {
        return jdbc.sql(WRITE)
                .params(Arrays.asList(
                        name,
                        time(stretch.from()),
                        time(stretch.to()),
                        time(now),
                        register,
                        refused.epoch(),
                        new SqlArrayValue("text", refused.series().toArray()),
                        new SqlArrayValue("int8", refused.sources().toArray()),
                        new SqlArrayValue("text", refused.reasons().toArray())))
                .query((row, n) -> new Written(
                        row.getLong("written"),
                        row.getLong("deleted"),
                        row.getLong("refused"),
                        row.getString("reason"),
                        missing(row)))
                .optional();
    }

    void register(Missing missing, Instant now) {
        jdbc.sql("SELECT catalog.register_series(?, ?, ?)")
                .params(missing.series(), missing.tags(), time(now))
                .query(rows -> {});
    }

    private static Missing missing(ResultSet row) throws SQLException {
        Object[] series = (Object[]) row.getArray("missing_series").getArray();
        Object[] tags = (Object[]) row.getArray("missing_tags").getArray();
        Long[] times = (Long[]) row.getArray("missing_times").getArray();
        return new Missing(
                new SqlArrayValue("text", series),
                new SqlArrayValue("jsonb", tags),
                series.length > 0,
                Arrays.stream(times).mapToLong(Long::longValue).toArray());
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
