package io.varve.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Sessions as they are read back. */
@Component
class SessionReader {

    private static final String COLUMNS =
            "SELECT session_id, user_id, start_ts, created_at, source FROM catalog.session";

    private final JdbcClient jdbc;
    private final SessionPointRepository points;

    SessionReader(@Qualifier("queryJdbc") JdbcClient jdbc, SessionPointRepository points) {
        this.jdbc = jdbc;
        this.points = points;
    }

    record Session(
            @JsonProperty("session_id") UUID sessionId,
            @JsonProperty("user_id") @Nullable UUID userId,
            @JsonProperty("start_ts") @Nullable Instant start,
            @JsonProperty("created_at") Instant createdAt) {}

    /** A series that has points of the session. */
    record TouchedSeries(
            String series,
            String field,
            JsonNode tags,
            @JsonProperty("first_time") Instant firstTime,
            @JsonProperty("last_time") Instant lastTime,
            long points) {}

    /** A point as it was sent, the fields of a composite value together again. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Point(
            String series,
            Instant time,
            JsonNode value,
            @Nullable JsonNode tags,
            @Nullable JsonNode metadata) {}

    /** @param truncated whether the session has more points than are shown */
    record Content(
            @JsonProperty("session_id") UUID sessionId,
            @JsonProperty("user_id") @Nullable UUID userId,
            @JsonProperty("start_ts") @Nullable Instant start,
            @JsonProperty("created_at") Instant createdAt,
            long points,
            List<TouchedSeries> series,
            List<Point> data,
            boolean truncated) {}

    long count(@Nullable UUID user) {
        return jdbc.sql("SELECT count(*) FROM catalog.session WHERE ?::uuid IS NULL OR user_id = ?")
                .param(user)
                .param(user)
                .query(Long.class)
                .single();
    }

    List<Session> list(@Nullable UUID user, @Nullable UUID after, int limit) {
        return jdbc.sql(COLUMNS + " WHERE (?::uuid IS NULL OR user_id = ?) AND (?::uuid IS NULL OR session_id > ?)"
                        + " ORDER BY session_id LIMIT ?")
                .param(user)
                .param(user)
                .param(after)
                .param(after)
                .param(limit)
                .query((row, n) -> session(row))
                .list();
    }

    /** Null if there is no such session. */
    @Nullable
    Content read(UUID id) {
        return jdbc.sql(COLUMNS + " WHERE session_id = ?")
                .param(id)
                .query((row, n) -> new Found(session(row), row.getLong("source")))
                .optional()
                .map(found -> points.read(found.session, found.source))
                .orElse(null);
    }

    private record Found(Session session, long source) {}

    private static Session session(ResultSet row) throws SQLException {
        OffsetDateTime start = row.getObject("start_ts", OffsetDateTime.class);
        return new Session(
                row.getObject("session_id", UUID.class),
                row.getObject("user_id", UUID.class),
                start == null ? null : start.toInstant(),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
