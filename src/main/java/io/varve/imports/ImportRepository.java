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
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
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
        return query.sql("SELECT catalog.import_name(?)")
                .param(given)
                .query(String.class)
                .single();
    }

    List<String> primaryKey(String given) {
        return query.sql("SELECT unnest(catalog.primary_key(?))")
                .param(given)
                .query(String.class)
                .list();
    }

    /** What stands against importing the table, and what should be known of it. */
    List<Finding> check(ImportedTable table) {
        StatementSpec check = query.sql(
                "SELECT member, is_problem, message FROM catalog.check_import(?, ?, ?, ?, ?, ?, ?::interval)");
        return definition(check, table)
                .query((row, n) -> new Finding(row.getString(1), row.getBoolean(2), row.getString(3)))
                .list();
    }

    /** Makes or changes it. What has been read is read anew if something else would be made of it. False if it was there. */
    boolean put(ImportedTable table, Instant now) {
        StatementSpec put = ingest.sql("SELECT catalog.put_import(?, ?, ?, ?, ?, ?, ?, ?::interval, ?, ?)");
        return definition(put.param(table.name()), table)
                .param(table.active())
                .param(now.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    /** Points that were imported stay. */
    boolean delete(String name) {
        return ingest.sql("SELECT catalog.drop_import(?)")
                .param(name)
                .query(Boolean.class)
                .single();
    }

    /** From its next round on, everything from that time on is read again. */
    boolean moveBack(String name, Instant to) {
        return ingest.sql("SELECT catalog.move_import(?, ?)")
                .params(name, to.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
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

    /** The parameters that say what is read and how, in the order that the functions have in common. */
    private static StatementSpec definition(StatementSpec statement, ImportedTable table) {
        return statement
                .param(table.table())
                .param(table.timeColumn())
                .param(texts(table.valueColumns()))
                .param(texts(table.dimensionColumns()))
                .param(texts(table.keyColumns()))
                .param(table.series())
                .param(table.lookBack().toString());
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
