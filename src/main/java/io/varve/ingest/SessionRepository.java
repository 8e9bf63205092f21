package io.varve.ingest;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** The rows of catalog.session as the write path uses them. */
@Repository
class SessionRepository {

    private final JdbcClient jdbc;

    SessionRepository(@Qualifier("ingestJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Stored(long source, @Nullable UUID userId) {}

    Map<UUID, Stored> find(UUID[] ids) {
        Map<UUID, Stored> found = new HashMap<>();
        jdbc.sql("SELECT session_id, source, user_id FROM catalog.session WHERE session_id = ANY (?)")
                .param(new SqlArrayValue("uuid", (Object[]) ids))
                .query(row -> {
                    found.put(row.getObject(1, UUID.class), new Stored(row.getLong(2), row.getObject(3, UUID.class)));
                });
        return found;
    }

    long[] reserveSources(int count) {
        if (count == 0) {
            return new long[0];
        }
        return jdbc
                .sql("SELECT nextval('catalog.session_source') FROM generate_series(1, ?)")
                .param(count)
                .query(Long.class)
                .list()
                .stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    /**
     * Makes the sessions that are missing and keeps all of them from being deleted until the transaction ends. False if
     * one of them has another source by now: somebody else made it, or deleted and made it again.
     */
    boolean lock(ResolvedSessions sessions, Instant now) {
        if (sessions.size() == 0) {
            return true;
        }
        insert(sessions, now);
        if (Arrays.stream(sessions.starts()).anyMatch(Objects::nonNull)) {
            start(sessions);
        }
        return locked(sessions) == sessions.size();
    }

    private void start(ResolvedSessions sessions) {
        jdbc.sql("""
                UPDATE catalog.session AS s SET start_ts = raw.time_of(i.start)
                FROM unnest(?, ?) AS i (session_id, start)
                WHERE s.session_id = i.session_id AND s.start_ts IS DISTINCT FROM raw.time_of(i.start)
                    AND i.start IS NOT NULL
                """)
                .param(new SqlArrayValue("uuid", (Object[]) sessions.ids()))
                .param(new SqlArrayValue("int8", (Object[]) sessions.starts()))
                .update();
    }

    private void insert(ResolvedSessions sessions, Instant now) {
        jdbc.sql("""
                INSERT INTO catalog.session (session_id, source, user_id, start_ts, created_at)
                SELECT i.session_id, i.source, i.user_id, raw.time_of(i.start), ?
                FROM unnest(?, ?, ?, ?) AS i (session_id, source, user_id, start)
                ORDER BY i.session_id
                ON CONFLICT DO NOTHING
                """)
                .param(now.atOffset(ZoneOffset.UTC))
                .param(new SqlArrayValue("uuid", (Object[]) sessions.ids()))
                .param(sessions.sources())
                .param(new SqlArrayValue("uuid", (Object[]) sessions.users()))
                .param(new SqlArrayValue("int8", (Object[]) sessions.starts()))
                .update();
    }

    private int locked(ResolvedSessions sessions) {
        return jdbc.sql("""
                SELECT count(*) FROM (
                    SELECT FROM catalog.session AS s
                    JOIN unnest(?, ?) AS i (session_id, source) ON s.session_id = i.session_id AND s.source = i.source
                    ORDER BY s.session_id
                    FOR KEY SHARE OF s
                ) AS locked
                """)
                .param(new SqlArrayValue("uuid", (Object[]) sessions.ids()))
                .param(sessions.sources())
                .query(Integer.class)
                .single();
    }
}
