package io.varve.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a run failed, or something was set aside, in PostgreSQL's own fields.
 *
 * @param runId null outside of a run
 * @param statement the statement that was sent, or what was set aside
 */
record LoggedError(
        long id,
        @Nullable Long runId,
        String job,
        String tier,
        String instance,
        Instant occurredAt,
        @Nullable String sqlstate,
        String message,
        @Nullable String detail,
        @Nullable String hint,
        @Nullable String context,
        @Nullable String statement) {}
