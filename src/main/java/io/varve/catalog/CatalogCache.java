package io.varve.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Holds the one current {@link CatalogGeneration} and brings it up to date. */
@Component
class CatalogCache {

    private static final String SCHEMAS = """
            SELECT e.epoch, m.name, m.schema::text AS schema
            FROM catalog.epoch AS e
            LEFT JOIN catalog.metric_type AS m ON m.schema IS NOT NULL
            """;

    private static final String FIELDS = """
            SELECT e.epoch, f.field_id, f.metric, f.field, f.kind
            FROM catalog.epoch AS e
            LEFT JOIN (
                SELECT f.field_id, m.name AS metric, f.name AS field, f.kind
                FROM catalog.field AS f
                JOIN catalog.metric_type AS m USING (metric_type_id)
                WHERE f.field_id > ?
            ) AS f ON true
            """;

    private final JdbcClient jdbc;
    private final SchemaCompiler compiler;
    private final int cachedSeries;
    private volatile @Nullable CatalogGeneration generation;

    CatalogCache(@Qualifier("ingestJdbc") JdbcClient jdbc, SchemaCompiler compiler, CatalogProperties properties) {
        this.jdbc = jdbc;
        this.compiler = compiler;
        this.cachedSeries = properties.cachedSeries();
    }

    /** What is known, possibly of an older epoch than the database's; no statement unless nothing is known. */
    CatalogGeneration known() {
        CatalogGeneration known = generation;
        return known == null ? refreshed() : known;
    }

    /** Of the database's epoch at some moment during the call, with every field committed before it. */
    CatalogGeneration refreshed() {
        CatalogGeneration known = generation;
        while (known == null || !loadFields(known)) {
            known = load();
        }
        generation = known;
        return known;
    }

    void forget() {
        generation = null;
    }

    private CatalogGeneration load() {
        List<SchemaRow> rows = jdbc.sql(SCHEMAS).query(CatalogCache::schemaRow).list();
        Map<String, ValueSchema> schemas = new HashMap<>();
        for (SchemaRow row : rows) {
            if (row.name() != null && row.schema() != null) {
                schemas.put(row.name(), new ValueSchema(row.schema(), compiler));
            }
        }
        return new CatalogGeneration(rows.get(0).epoch(), schemas, cachedSeries);
    }

    /** False when the epoch has moved: then the generation is of no use. */
    private boolean loadFields(CatalogGeneration into) {
        List<FieldRow> rows = jdbc.sql(FIELDS)
                .param(into.lastField())
                .query(CatalogCache::fieldRow)
                .list();
        if (rows.get(0).epoch() != into.epoch) {
            return false;
        }
        int last = 0;
        for (FieldRow row : rows) {
            if (row.name() != null) {
                into.kinds.put(row.name(), ValueKind.of(row.kind()));
                last = Math.max(last, row.id());
            }
        }
        into.reached(last);
        return true;
    }

    private static SchemaRow schemaRow(ResultSet row, int number) throws SQLException {
        return new SchemaRow(row.getLong("epoch"), row.getString("name"), row.getString("schema"));
    }

    private static FieldRow fieldRow(ResultSet row, int number) throws SQLException {
        String metric = row.getString("metric");
        FieldName name = metric == null ? null : new FieldName(metric, row.getString("field"));
        return new FieldRow(row.getLong("epoch"), row.getInt("field_id"), name, row.getString("kind"));
    }

    private record SchemaRow(
            long epoch, @Nullable String name, @Nullable String schema) {}

    private record FieldRow(long epoch, int id, @Nullable FieldName name, String kind) {}
}
