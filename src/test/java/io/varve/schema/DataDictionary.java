package io.varve.schema;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Writes {@code docs/data-dictionary.md} out of what the database says about itself. */
final class DataDictionary {

    static final List<String> SCHEMAS =
            List.of("catalog", "raw", "bronze", "silver", "gold", "platinum", "custom", "rollup", "ops");

    private static final String INTRODUCTION = """
            # Data dictionary

            Every schema, table, view, column, sequence and function of Varve, in the words of the comments in the database.
            This page is generated from a migrated database: change the comment, then run
            `mvn verify -Dit.test=DataDictionaryIT -Dvarve.docs.write=true`. Partitions are left out, they look like their
            table.

            Three things hold everywhere. The time of a point is the **end** of its observation. Buckets are half-open,
            `[bucket, bucket + width)`, in UTC. What is measured, in which unit, is data, not schema: it is in
            `catalog.metric_type` and under `GET /api/metrictypes`.
            """;

    private static final String METRIC_TYPES = """

            ## Metric types that come with Varve

            Created at start with `varve.catalog.seed=classpath:seed/metric-types.json`. Those of a running service, with their
            fields, units and descriptions, are under `GET /api/metrictypes`.

            | series | unit | meaning |
            |---|---|---|
            """;

    private static final String RELATIONS = """
            SELECT c.oid, c.relname, c.relkind, obj_description(c.oid, 'pg_class') AS comment,
                   (SELECT string_agg(a.attname, ', ' ORDER BY array_position(i.indkey::smallint[], a.attnum))
                    FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                    WHERE i.indrelid = c.oid AND i.indisprimary) AS primary_key
            FROM pg_class c
            WHERE c.relnamespace = to_regnamespace(:schema) AND c.relkind IN ('r', 'p', 'v', 'S') AND NOT c.relispartition
              AND NOT EXISTS (SELECT FROM pg_depend d
                              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
            ORDER BY c.relkind = 'S', c.relkind = 'v', c.relname COLLATE "C\"""";

    private static final String COLUMNS = """
            SELECT attname, format_type(atttypid, atttypmod) AS type, col_description(attrelid, attnum) AS comment,
                   CASE WHEN relkind = 'v' THEN '' WHEN attnotnull THEN 'no' ELSE 'yes' END AS nullable
            FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
            WHERE attrelid = :relation AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";

    private static final String FUNCTIONS = """
            SELECT proname, pg_get_function_identity_arguments(oid) AS arguments,
                   coalesce(pg_get_function_result(oid), 'record') AS result, obj_description(oid, 'pg_proc') AS comment
            FROM pg_proc WHERE pronamespace = to_regnamespace(:schema) ORDER BY proname COLLATE "C\"""";

    private final JdbcClient jdbc;
    private final JsonNode seed;

    /** @param seed the metric types that come with the service */
    DataDictionary(JdbcClient jdbc, JsonNode seed) {
        this.jdbc = jdbc;
        this.seed = seed;
    }

    String markdown() {
        return INTRODUCTION
                + SCHEMAS.stream().map(this::schema).collect(Collectors.joining())
                + METRIC_TYPES
                + seed.valueStream().map(DataDictionary::metricType).collect(Collectors.joining());
    }

    private static String metricType(JsonNode type) {
        return "| %s | %s | %s |\n"
                .formatted(
                        type.path("series").asString(),
                        type.path("unit").asString(""),
                        cell(type.path("description").asString("")));
    }

    private String schema(String schema) {
        String comment = jdbc.sql("SELECT obj_description(to_regnamespace(?), 'pg_namespace')")
                .param(schema)
                .query(String.class)
                .single();
        String relations =
                jdbc
                        .sql(RELATIONS)
                        .param("schema", schema)
                        .query((row, number) -> relation(schema, row))
                        .list()
                        .stream()
                        .collect(Collectors.joining());
        return "\n## " + schema + "\n\n" + comment + "\n" + relations + functions(schema);
    }

    private String relation(String schema, ResultSet row) throws SQLException {
        String name = schema + "." + row.getString("relname");
        String kind = row.getString("relkind");
        String title = "\n### " + name + (kind.equals("v") ? " (view)" : kind.equals("S") ? " (sequence)" : "");
        String text = title + "\n\n" + row.getString("comment") + "\n";
        if (kind.equals("S")) {
            return text;
        }
        String key = row.getString("primary_key");
        return text + (key == null ? "" : "\nPrimary key: " + key + ".\n") + columns(row.getLong("oid"));
    }

    private String columns(long relation) {
        return "\n| column | type | null | meaning |\n|---|---|---|---|\n"
                + jdbc.sql(COLUMNS).param("relation", relation).query((row, number) -> column(row)).list().stream()
                        .collect(Collectors.joining());
    }

    private static String column(ResultSet row) throws SQLException {
        return "| %s | %s | %s | %s |\n"
                .formatted(
                        row.getString("attname"),
                        row.getString("type"),
                        row.getString("nullable"),
                        cell(row.getString("comment")));
    }

    private String functions(String schema) {
        List<String> functions = jdbc.sql(FUNCTIONS)
                .param("schema", schema)
                .query((row, number) -> function(schema, row))
                .list();
        return functions.isEmpty()
                ? ""
                : "\n### Functions of " + schema + "\n\n| function | result | meaning |\n|---|---|---|\n"
                        + String.join("", functions);
    }

    private static String function(String schema, ResultSet row) throws SQLException {
        return "| %s.%s(%s) | %s | %s |\n"
                .formatted(
                        schema,
                        row.getString("proname"),
                        row.getString("arguments"),
                        row.getString("result"),
                        cell(row.getString("comment")));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
