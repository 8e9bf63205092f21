package io.varve.query;

import io.varve.timeseries.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The partitions there are, as last seen. */
@Component
class KnownPartitions {

    /** What has been added since is read too, through its table: that only takes longer. */
    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    private static final String CURRENT = """
            SELECT format('%I.%I', l.schema_name, l.table_name) AS table_name, c.columns,
                   quote_ident(p.partition_schema) || '.' || quote_ident(p.partition_name) AS partition_name, p.partition_oid, i.xmin::text AS attached,
                   (EXTRACT(epoch FROM p.from_time) * 1000000)::bigint AS from_time, (EXTRACT(epoch FROM p.to_time) * 1000000)::bigint AS to_time
            FROM ops.partition_layout AS l
            CROSS JOIN LATERAL (
                SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns
                FROM pg_catalog.pg_attribute
                WHERE attrelid = format('%I.%I', l.schema_name, l.table_name)::regclass AND attnum > 0 AND NOT attisdropped
            ) AS c
            LEFT JOIN ops.partition AS p
                ON p.schema_name = l.schema_name AND p.table_name = l.table_name
                AND isfinite(p.from_time) AND isfinite(p.to_time)
            LEFT JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = p.partition_oid
            ORDER BY table_name, p.from_time""";

    private final JdbcClient jdbc;
    private volatile @Nullable Seen latest;

    KnownPartitions(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Seen(PartitionList partitions, long nanos) {}

    /** Not older than a minute; no statement while that is so. */
    PartitionList known() {
        Seen seen = latest;
        return seen == null || System.nanoTime() - seen.nanos() > MAX_AGE.toNanos() ? current() : seen.partitions();
    }

    PartitionList current() {
        long now = System.nanoTime();
        Map<String, PartitionList.Table> tables = new LinkedHashMap<>();
        jdbc.sql(CURRENT).query(row -> {
            PartitionList.Table table = tables.get(row.getString("table_name"));
            if (table == null) {
                table = new PartitionList.Table(row.getString("columns"), new ArrayList<>());
                tables.put(row.getString("table_name"), table);
            }
            if (row.getString("partition_name") != null) {
                table.partitions().add(partition(row));
            }
        });
        PartitionList current = new PartitionList(tables);
        latest = new Seen(current, now);
        return current;
    }

    private static Partition partition(ResultSet row) throws SQLException {
        return new Partition(
                row.getString("partition_name"),
                row.getLong("partition_oid"),
                row.getString("attached"),
                new TimeRange(row.getLong("from_time"), row.getLong("to_time")));
    }
}
