package io.varve.imports;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** The rows of catalog.imported_table as requests see them. */
@Repository
class ImportRepository {

    private static final String SELECT =
            "SELECT name, relation, time_column, value_columns, dimension_columns, key_columns,"
                    + " series, date_part('epoch', look_back) AS look_back, is_active, imported_until FROM catalog.imported_table ";

    private final JdbcClient ingest;
    private final JdbcClient query;

    ImportRepository(@Qualifier("ingestJdbc") JdbcClient ingest, @Qualifier("queryJdbc") JdbcClient query) {
        this.ingest = ingest;
        this.query = query;
    }

    /** The name of the table as SQL writes it, with its schema; as it was given if there is none. */
    String relation(String given) {
        return query.sql(
                        "SELECT coalesce((SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c"
                                + " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = catalog.import_relation(:given)), :given)")
                .param("given", given)
                .query(String.class)
                .single();
    }

    List<String> primaryKey(String given) {
        return query.sql(
                        "SELECT a.attname FROM pg_index AS i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)"
                                + " JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
                                + " WHERE i.indrelid = catalog.import_relation(?) AND i.indisprimary AND k.n <= i.indnkeyatts"
                                + " ORDER BY k.n")
                .param(given)
                .query(String.class)
                .list();
    }

    /** What stands against importing the table, and what should be known of it. */
    List<Finding> check(ImportedTable table) {
        return query.sql("SELECT member, is_problem, message FROM catalog.check_import(?, ?, ?, ?, ?)")
                .param(table.table())
                .param(table.timeColumn())
                .param(texts(table.valueColumns()))
                .param(texts(table.dimensionColumns()))
                .param(texts(table.keyColumns()))
                .query((row, n) -> new Finding(row.getString(1), row.getBoolean(2), row.getString(3)))
                .list();
    }

    /** Makes or changes it. What has been read is read anew if something else would be made of it. False if it was there. */
    boolean put(ImportedTable table, Instant now) {
        boolean existed = find(table.name()).isPresent();
        ingest.sql("""
                        WITH job AS (
                            INSERT INTO ops.job (job, tier) VALUES ('import', :name) ON CONFLICT DO NOTHING
                        )
                        INSERT INTO catalog.imported_table AS i (name, relation, time_column, value_columns, dimension_columns,
                            key_columns, series, look_back, is_active, created_at)
                        VALUES (:name, :relation, :time, :values, :dimensions, :keys, :series, :look_back::interval,
                            :active, :now)
                        ON CONFLICT (name) DO UPDATE SET
                            imported_until = CASE
                                WHEN (i.relation, i.time_column, i.value_columns, i.dimension_columns, i.key_columns, i.series)
                                    = (EXCLUDED.relation, EXCLUDED.time_column, EXCLUDED.value_columns,
                                        EXCLUDED.dimension_columns, EXCLUDED.key_columns, EXCLUDED.series)
                                THEN i.imported_until
                            END,
                            relation = EXCLUDED.relation, time_column = EXCLUDED.time_column,
                            value_columns = EXCLUDED.value_columns, dimension_columns = EXCLUDED.dimension_columns,
                            key_columns = EXCLUDED.key_columns, series = EXCLUDED.series, look_back = EXCLUDED.look_back,
                            is_active = EXCLUDED.is_active""")
                .param("name", table.name())
                .param("relation", table.table())
                .param("time", table.timeColumn())
                .param("values", texts(table.valueColumns()))
                .param("dimensions", texts(table.dimensionColumns()))
                .param("keys", texts(table.keyColumns()))
                .param("series", table.series())
                .param("look_back", table.lookBack().toString())
                .param("active", table.active())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        return !existed;
    }

    /** Points that were imported stay. */
    boolean delete(String name) {
        return ingest.sql("WITH job AS (DELETE FROM ops.job WHERE job = 'import' AND tier = :name)"
                                + " DELETE FROM catalog.imported_table WHERE name = :name")
                        .param("name", name)
                        .update()
                > 0;
    }

    /** From its next round on, everything from that time on is read again. */
    boolean moveBack(String name, Instant to) {
        return ingest.sql("UPDATE catalog.imported_table SET imported_until = least(imported_until, ?::timestamptz)"
                                + " WHERE name = ?")
                        .param(to.atOffset(ZoneOffset.UTC))
                        .param(name)
                        .update()
                > 0;
    }

    /** Who else has that series as theirs. */
    Optional<String> ownerOf(String series, String besides) {
        return query.sql("SELECT name FROM catalog.imported_table WHERE series = ? AND name <> ?")
                .params(series, besides)
                .query(String.class)
                .optional();
    }

    Optional<ImportedTable> find(String name) {
        return query.sql(SELECT + "WHERE name = ?")
                .param(name)
                .query(ImportRepository::read)
                .optional();
    }

    long count() {
        return query.sql("SELECT count(*) FROM catalog.imported_table")
                .query(Long.class)
                .single();
    }

    List<ImportedTable> list(int limit, int offset) {
        return query.sql(SELECT + "ORDER BY name LIMIT ? OFFSET ?")
                .params(limit, offset)
                .query(ImportRepository::read)
                .list();
    }

    private static SqlArrayValue texts(List<String> texts) {
        return new SqlArrayValue("text", texts.toArray());
    }

    private static ImportedTable read(ResultSet row, int number) throws SQLException {
        OffsetDateTime until = row.getObject("imported_until", OffsetDateTime.class);
        return new ImportedTable(
                row.getString("name"),
                row.getString("relation"),
                row.getString("time_column"),
                strings(row, "value_columns"),
                strings(row, "dimension_columns"),
                strings(row, "key_columns"),
                row.getString("series"),
                Duration.ofMillis(Math.round(row.getDouble("look_back") * 1000)),
                row.getBoolean("is_active"),
                instant(until));
    }

    private static List<String> strings(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
