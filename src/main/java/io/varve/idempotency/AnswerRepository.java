package io.varve.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of ops.idempotency_key, read and written on the connections of requests that write, so in their transactions. */
@Repository
class AnswerRepository {

    private final JdbcClient jdbc;

    AnswerRepository(@Qualifier("ingestJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What was answered to which request. */
    @SuppressWarnings("ArrayRecordComponent")
    record Remembered(byte[] requestDigest, Answer answer) {}

    /** To the end of the transaction; false if another one has the key at this moment. */
    boolean lock(String key) {
        return jdbc.sql("SELECT pg_try_advisory_xact_lock(rollup.lock_key(10, 0, hashtextextended(?, 0)))")
                .param(key)
                .query(Boolean.class)
                .single();
    }

    Optional<Remembered> find(String key, Instant after) {
        return jdbc.sql("""
                        SELECT request_digest, status, content_type, location, body
                        FROM ops.idempotency_key
                        WHERE key = ? AND created_at > ?""")
                .param(key)
                .param(after.atOffset(ZoneOffset.UTC))
                .query((row, n) -> new Remembered(
                        row.getBytes(1),
                        new Answer(row.getInt(2), row.getString(3), row.getString(4), row.getBytes(5))))
                .optional();
    }

    /** In the transaction that has {@link #lock}ed the key, and found nothing: what is there has expired. */
    void remember(String key, byte[] requestDigest, Answer answer, Instant now) {
        jdbc.sql("""
                        INSERT INTO ops.idempotency_key
                            (key, request_digest, status, content_type, location, body, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (key) DO UPDATE SET
                            request_digest = EXCLUDED.request_digest,
                            status = EXCLUDED.status,
                            content_type = EXCLUDED.content_type,
                            location = EXCLUDED.location,
                            body = EXCLUDED.body,
                            created_at = EXCLUDED.created_at""")
                .param(key)
                .param(requestDigest)
                .param(answer.status())
                .param(answer.contentType())
                .param(answer.location())
                .param(answer.body())
                .param(now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Deletes what has expired, so many rows at most; returns how many. Passes over rows that somebody else deletes. */
    int forget(Instant now, Duration keep, int limit) {
        return jdbc.sql("""
                        DELETE FROM ops.idempotency_key
                        WHERE key IN (
                            SELECT key FROM ops.idempotency_key
                            WHERE created_at <= ?
                            ORDER BY created_at
                            LIMIT ?
                            FOR UPDATE SKIP LOCKED)""")
                .param(now.minus(keep).atOffset(ZoneOffset.UTC))
                .param(limit)
                .update();
    }
}
