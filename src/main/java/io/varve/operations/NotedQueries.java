package io.varve.operations;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What requests read of {@code ops.slow_query}. */
@Repository
class NotedQueries {

    private final JdbcClient jdbc;

    NotedQueries(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A row of {@code ops.slow_query}, whose comments say what is what. */
    record NotedQuery(
            long id,
            Instant endedAt,
            String instance,
            @JsonUnwrapped SlowQuery query,
            long leftOut,
            @Nullable String plan,
            @Nullable Double planSeconds) {}

    /** In which order they are listed. */
    enum Order {
        LATEST("ended_at DESC"),
        SLOWEST("seconds DESC");

        private final String sql;

        Order(String sql) {
            this.sql = sql;
        }
    }

    long count() {
        return jdbc.sql("SELECT count(*) FROM ops.slow_query").query(Long.class).single();
    }

    List<NotedQuery> page(Order order, int limit, int offset) {
        return jdbc.sql("SELECT * FROM ops.slow_query ORDER BY " + order.sql + ", query_id DESC LIMIT ? OFFSET ?")
                .params(limit, offset)
                .query((row, number) -> noted(row))
                .list();
    }

    private static NotedQuery noted(ResultSet row) throws SQLException {
        return new NotedQuery(
                row.getLong("query_id"),
                Objects.requireNonNull(MonitorRepository.instant(row, "ended_at")),
                row.getString("instance"),
                new SlowQuery(
                        row.getString("path"),
                        row.getString("parameters"),
                        row.getInt("status"),
                        row.getDouble("seconds"),
                        row.getDouble("database_seconds"),
                        row.getInt("statements"),
                        List.of((String[]) row.getArray("tiers").getArray())),
                row.getLong("left_out"),
                row.getString("plan"),
                row.getObject("plan_seconds", Double.class));
    }
}
