package io.varve.ingest;

import io.varve.support.TestDatabase;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the tables of a test's database hold, read without the service. */
record StoredPoints(JdbcClient jdbc) {

    StoredPoints(TestDatabase database) {
        this(database.jdbc());
    }

    /** The values of a metric type as {@code time source field = number}, in order. */
    List<String> of(String metric) {
        return jdbc.sql("""
                        SELECT p.time, p.source, f.name, p.value
                        FROM raw.point AS p JOIN catalog.series USING (series_id) JOIN catalog.field AS f USING (field_id)
                        JOIN catalog.metric_type AS m USING (metric_type_id)
                        WHERE m.name = ? ORDER BY p.time, p.source, f.name, p.series_id
                        """)
                .param(metric)
                .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant() + " " + row.getLong(2) + " "
                        + row.getString(3) + " = " + number(row.getDouble(4)))
                .list();
    }

    List<String> textOf(String metric) {
        return jdbc.sql("""
                        SELECT t.value
                        FROM raw.point AS p JOIN catalog.series USING (series_id) JOIN catalog.field AS f USING (field_id)
                        JOIN catalog.metric_type AS m USING (metric_type_id) JOIN catalog.text_value AS t ON t.text_id = p.value
                        WHERE m.name = ? ORDER BY p.time, p.source, p.series_id
                        """).param(metric).query(String.class).list();
    }

    List<String> metadata(String metric) {
        return jdbc.sql("""
                        SELECT p.metadata::text
                        FROM raw.point_metadata AS p JOIN catalog.series USING (series_id) JOIN catalog.field AS f USING (field_id)
                        JOIN catalog.metric_type AS m USING (metric_type_id)
                        WHERE m.name = ?
                        """).param(metric).query(String.class).list();
    }

    List<String> metricTypesLike(String pattern) {
        return jdbc.sql("SELECT name FROM catalog.metric_type WHERE name LIKE ?")
                .param(pattern)
                .query(String.class)
                .list();
    }

    long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
