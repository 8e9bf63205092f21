package io.varve.custom;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;
import io.varve.web.JsonBody;
import io.varve.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** Rollups as the database has them: all is done by its functions, as from psql. */
@Repository
class RollupRepository {

    private static final String VIEWS = """
            SELECT t.tier_id AS ordinal, t.name, 'tier' AS kind, coalesce(s.name, 'raw') AS source, t.width::text AS width, '{*}'::text[] AS series,
                   NULL::text[] AS dimensions, NULL AS look_back, NULL AS retention, NULL AS every, NULL AS cron, j.is_active,
                   f.position AS begins, w.position AS watermark,
                   CASE WHEN isfinite(w.position) THEN greatest(0, date_part('epoch', rollup.bucket_start(t.width, p.now) - w.position)) END AS lag,
                   (SELECT count(*) FROM rollup.invalidation AS i WHERE i.tier_id = t.tier_id) AS pending, 0::bigint AS lost,
                   NULL::bigint AS groups, NULL::bigint AS members, NULL::timestamptz AS due_at,
                   NULL::timestamptz AS created_at, NULL::timestamptz AS altered_at
            FROM (SELECT ?::timestamptz AS now) AS p
            CROSS JOIN rollup.tier AS t
            JOIN rollup.watermark AS w USING (tier_id)
            JOIN rollup.floor AS f ON f.layer_id = t.tier_id
            JOIN ops.job AS j ON j.job = 'refresh' AND j.tier = t.name
            LEFT JOIN rollup.tier AS s ON s.tier_id = t.source_id
            UNION ALL
            SELECT 100, c.name, 'custom', CASE c.layer_id WHEN 0 THEN 'raw' ELSE s.name END, c.width::text, c.series, c.dimensions, nullif(c.look_back, '0')::text, c.retention::text,
                   c.every::text, c.cron, c.is_active, c.begins, c.position, g.lag_seconds, g.pending, g.lost,
                   (SELECT count(*) FROM rollup.custom_group AS o WHERE o.rollup_id = c.rollup_id),
                   (SELECT count(*) FROM rollup.custom_member AS m WHERE m.rollup_id = c.rollup_id),
                   c.due_at, c.created_at, c.altered_at
            FROM (SELECT ?::timestamptz AS now) AS p
            CROSS JOIN LATERAL rollup.custom_progress(p.now) AS g
            JOIN rollup.custom AS c ON c.rollup_id = g.rollup_id
            JOIN rollup.tier AS s ON s.tier_id = c.source_id
            ORDER BY ordinal, name""";

    private static final Pattern ARGUMENT = Pattern.compile("p_([a-z_]+)");

    private final JdbcClient query;
    private final JdbcClient ingest;

    RollupRepository(@Qualifier("queryJdbc") JdbcClient query, @Qualifier("ingestJdbc") JdbcClient ingest) {
        this.query = query;
        this.ingest = ingest;
    }

    /** Tiers, finer before coarser, then custom rollups in order of name. */
    List<RollupView> views(Instant now) {
        return query.sql(VIEWS)
                .params(Timestamp.from(now), Timestamp.from(now))
                .query((row, number) -> view(row))
                .list();
    }

    /** Widths of the tiers by name, finer before coarser. */
    Map<String, BucketWidth> tiers() {
        Map<String, BucketWidth> tiers = new LinkedHashMap<>();
        query.sql("SELECT name, width::text FROM rollup.tier ORDER BY tier_id").query(row -> {
            tiers.put(row.getString(1), BucketWidth.of(row.getString(2)));
        });
        return tiers;
    }

    Optional<RollupDefinition> find(String name) {
        return query.sql(
                        "SELECT c.*, CASE c.layer_id WHEN 0 THEN 'raw' ELSE t.name END AS source, c.width::text AS width_text, nullif(c.look_back, '0')::text AS look_back_text,"
                                + " c.retention::text AS retention_text, c.every::text AS every_text"
                                + " FROM rollup.custom AS c JOIN rollup.tier AS t ON t.tier_id = c.source_id WHERE c.name = ?")
                .param(name)
                .query((row, number) -> new RollupDefinition(
                        row.getString("name"),
                        row.getString("source"),
                        BucketWidth.of(row.getString("width_text")),
                        strings(row, "series"),
                        strings(row, "dimensions"),
                        length(row.getString("look_back_text")),
                        length(row.getString("retention_text")),
                        schedule(row.getString("every_text"), row.getString("cron")),
                        row.getBoolean("is_active")))
                .optional();
    }

    void create(RollupDefinition rollup, Instant now) {
        refusing(() -> ingest.sql(
                        "SELECT rollup.create_rollup(?, ?, ?::interval, ?, ?, ?::interval, ?::interval, ?, ?, ?)")
                .params(Arrays.asList(
                        rollup.name(),
                        rollup.source(),
                        interval(rollup.interval()),
                        texts(rollup.series()),
                        texts(rollup.dimensions()),
                        lookBack(rollup),
                        interval(rollup.retention()),
                        schedule(rollup),
                        rollup.active(),
                        Timestamp.from(now)))
                .query(row -> {}));
    }

    void alter(RollupDefinition rollup, Instant now) {
        ingest.sql("SELECT rollup.alter_rollup(?, ?::interval, ?::interval, ?, ?, ?)")
                .params(Arrays.asList(
                        rollup.name(),
                        lookBack(rollup),
                        interval(rollup.retention()),
                        schedule(rollup),
                        rollup.active(),
                        Timestamp.from(now)))
                .query(row -> {});
    }

    /** What only the database knows to be wrong is refused in its words. */
    private static void refusing(Runnable change) {
        try {
            change.run();
        } catch (DataAccessException e) {
            String message = e.getRootCause() instanceof SQLException cause && "VA033".equals(cause.getSQLState())
                    ? Objects.requireNonNull(cause.getMessage())
                    : "";
            Matcher about = ARGUMENT.matcher(message);
            if (about.find()) {
                throw JsonBody.bad(
                        about.group(1),
                        message.substring(about.start() + 2).lines().findFirst().orElseThrow());
            }
            if (e.getRootCause() instanceof SQLException cause && "VA032".equals(cause.getSQLState())) {
                throw ProblemException.conflict("There is such a rollup, or a job of that name, by now");
            }
            throw e;
        }
    }

    void drop(String name) {
        ingest.sql("SELECT rollup.drop_rollup(?)").param(name).query(row -> {});
    }

    private static String lookBack(RollupDefinition rollup) {
        String text = interval(rollup.lookBack());
        return text == null ? "0" : text;
    }

    private static @Nullable String interval(@Nullable BucketWidth length) {
        if (length == null) {
            return null;
        }
        return length.isCalendar() ? length.months() + " months" : length.micros() / Micros.SECOND + " seconds";
    }

    private static @Nullable String schedule(RollupDefinition rollup) {
        Schedule schedule = rollup.schedule();
        return schedule == null || schedule.cron() != null
                ? schedule == null ? null : schedule.cron()
                : interval(schedule.every());
    }

    private static SqlArrayValue texts(List<String> texts) {
        return new SqlArrayValue("text", texts.toArray());
    }

    private static RollupView view(ResultSet row) throws SQLException {
        boolean custom = row.getString("kind").equals("custom");
        return new RollupView(
                row.getString("name"),
                row.getString("kind"),
                row.getString("source"),
                BucketWidth.of(row.getString("width")).toString(),
                String.join(",", strings(row, "series")),
                custom ? strings(row, "dimensions") : null,
                shown(length(row.getString("look_back"))),
                shown(length(row.getString("retention"))),
                shown(schedule(row.getString("every"), row.getString("cron"))),
                row.getBoolean("is_active"),
                instant(row, "begins"),
                instant(row, "watermark"),
                row.getObject("lag", Double.class),
                row.getLong("pending"),
                row.getLong("lost"),
                row.getObject("groups", Long.class),
                row.getObject("members", Long.class),
                instant(row, "due_at"),
                instant(row, "created_at"),
                instant(row, "altered_at"));
    }

    private static @Nullable Schedule schedule(@Nullable String every, @Nullable String cron) {
        return every == null && cron == null ? null : new Schedule(length(every), cron);
    }

    private static @Nullable String shown(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable BucketWidth length(@Nullable String interval) {
        return interval == null ? null : BucketWidth.of(interval);
    }

    private static List<String> strings(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /** Null also where it is before all times. */
    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null || time.equals(OffsetDateTime.MIN) ? null : time.toInstant();
    }
}
