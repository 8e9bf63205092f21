package io.varve.ingest;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The points of one session. They are found by raw.session_series, which knows its series and when they have points. */
@Repository
class SessionPointRepository {

    /** How many values are shown of a session. */
    private static final int MAX_VALUES = 10_000;

    private static final String POINTS = """
            FROM raw.session_series AS ss
            JOIN LATERAL raw.points(ARRAY[ss.series_id], ss.first_time, ss.last_time + interval '1 microsecond') AS p
                ON p.source = ss.source
            JOIN catalog.series AS s ON s.series_id = ss.series_id
            JOIN catalog.field AS f ON f.field_id = s.field_id
            JOIN catalog.metric_type AS m ON m.metric_type_id = f.metric_type_id
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    SessionPointRepository(@Qualifier("queryJdbc") JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    SessionReader.Content read(SessionReader.Session session, long source) {
        Hull hull = hull(source);
        List<SessionPoints.Value> values = values(hull, source);
        boolean truncated = values.size() > MAX_VALUES;
        List<SessionReader.Point> data = SessionPoints.of(values, json);
        if (truncated && data.size() > 1) {
            // The last point may lack fields.
            data.remove(data.size() - 1);
        }
        return new SessionReader.Content(
                session.sessionId(),
                session.userId(),
                session.start(),
                session.createdAt(),
                count(source),
                series(source),
                data,
                truncated);
    }

    private record Hull(
            @Nullable OffsetDateTime first, @Nullable OffsetDateTime last) {}

    private Hull hull(long source) {
        return jdbc.sql("SELECT min(first_time), max(last_time) FROM raw.session_series WHERE source = ?")
                .param(source)
                .query((row, n) ->
                        new Hull(row.getObject(1, OffsetDateTime.class), row.getObject(2, OffsetDateTime.class)))
                .single();
    }

    private long count(long source) {
        return jdbc.sql("SELECT count(*) FROM (SELECT DISTINCT m.metric_type_id, s.tags, p.time " + POINTS
                        + " WHERE ss.source = ?) AS points")
                .param(source)
                .query(Long.class)
                .single();
    }

    private List<SessionReader.TouchedSeries> series(long source) {
        return jdbc.sql(
                        "SELECT m.name, f.name, s.tags::text, min(p.time), max(p.time), count(*) " + POINTS
                                + " WHERE ss.source = ? GROUP BY s.series_id, m.name, f.name ORDER BY m.name, f.name, s.series_id")
                .param(source)
                .query((row, n) -> new SessionReader.TouchedSeries(
                        row.getString(1),
                        row.getString(2),
                        json.readTree(row.getString(3)),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        row.getObject(5, OffsetDateTime.class).toInstant(),
                        row.getLong(6)))
                .list();
    }

    private List<SessionPoints.Value> values(Hull hull, long source) {
        return jdbc.sql("SELECT m.name, f.name, f.kind, s.tags::text, p.time, p.value, t.value, d.metadata::text "
                        + POINTS
                        + " LEFT JOIN catalog.text_value AS t ON f.kind = 'text' AND t.text_id = p.value::integer"
                        + " LEFT JOIN raw.point_metadata AS d ON d.series_id = p.series_id AND d.time = p.time"
                        + " AND d.source = p.source AND d.time BETWEEN ? AND ?"
                        + " WHERE ss.source = ? ORDER BY p.time, m.name, s.tags, f.name LIMIT ?")
                .param(hull.first)
                .param(hull.last)
                .param(source)
                .param(MAX_VALUES + 1)
                .query((row, n) -> read(row))
                .list();
    }

    private static SessionPoints.Value read(ResultSet row) throws SQLException {
        return new SessionPoints.Value(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class),
                row.getDouble(6),
                row.getString(7),
                row.getString(8));
    }
}
