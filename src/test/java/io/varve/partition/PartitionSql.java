package io.varve.partition;

import java.util.List;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The partitioning functions of the database, called as they are. */
final class PartitionSql {

    private final JdbcClient jdbc;

    PartitionSql(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    int ensure(String... times) {
        return jdbc.sql("SELECT ops.ensure_partitions(?::timestamptz[])")
                .param(times)
                .query(Integer.class)
                .single();
    }

    int ensureAhead(String now) {
        return jdbc.sql("SELECT ops.ensure_partitions_ahead(?::timestamptz)")
                .param(now)
                .query(Integer.class)
                .single();
    }

    /** Every month of the years, a year per transaction. */
    void ensureYears(int from, int to) {
        for (int year = from; year < to; year++) {
            int current = year;
            ensure(IntStream.rangeClosed(1, 12)
                    .mapToObj(month -> "%d-%02d-01 00:00Z".formatted(current, month))
                    .toArray(String[]::new));
        }
    }

    /** "name [from, to)" in UTC, in order of time. */
    List<String> partitionsOf(String table) {
        return jdbc.sql("""
                        SELECT partition_name || ' [' || (from_time AT TIME ZONE 'UTC')::text
                               || ', ' || (to_time AT TIME ZONE 'UTC')::text || ')'
                        FROM ops.partition WHERE schema_name || '.' || table_name = ? ORDER BY from_time""").param(table).query(String.class).list();
    }

    String manager() {
        return jdbc.sql("SELECT ops.partition_manager()").query(String.class).single();
    }
}
