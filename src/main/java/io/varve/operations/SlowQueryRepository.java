package io.varve.operations;

import io.varve.operations.SlowQueries.Plan;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** Writes {@code ops.slow_query}: on the jobs pool, as requests may be waiting for connections of theirs. */
@Repository
class SlowQueryRepository {

    private static final int MOST_CHARACTERS = 20_000;

    private final JdbcClient jdbc;

    SlowQueryRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(SlowQuery query, Instant now, String instance, long leftOut, @Nullable Plan plan) {
        jdbc.sql("""
                        INSERT INTO ops.slow_query (ended_at, instance, path, parameters, status, seconds, database_seconds,
                            statements, tiers, left_out, plan, plan_seconds)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(now.atOffset(ZoneOffset.UTC))
                .param(instance)
                .param(query.path())
                .param(query.parameters())
                .param(query.status())
                .param(query.seconds())
                .param(query.databaseSeconds())
                .param(query.statements())
                .param(new SqlArrayValue("text", query.tiers().toArray()))
                .param(leftOut)
                .param(plan == null ? null : shortened(plan.text()))
                .param(plan == null ? null : plan.seconds())
                .update();
    }

    private static String shortened(String plan) {
        return plan.length() <= MOST_CHARACTERS ? plan : plan.substring(0, MOST_CHARACTERS) + "\n... and so on";
    }
}
