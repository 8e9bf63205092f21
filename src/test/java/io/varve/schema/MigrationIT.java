package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RawLog;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** One migration makes everything a rollup needs: tables, partitions on demand, indexes, configuration. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationIT {

    private final TestDatabase database;

    MigrationIT(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void partitions() {
        database.jdbc()
                .sql("SELECT ops.ensure_partitions(ARRAY[timestamptz '2025-01-06 00:00:00+00'])")
                .query(Integer.class)
                .single();
        database.jdbc()
                .sql("INSERT INTO raw.batch (series_group, generation, first_time, last_time, series, times, values)"
                        + " SELECT 0, 1, raw.time_of(min(m)), raw.time_of(max(m)), array_agg(s ORDER BY t),"
                        + " array_agg(m ORDER BY t), array_agg(t ORDER BY t)"
                        + " FROM generate_series(1, 20) AS s, generate_series(1, 500) AS t,"
                        + " LATERAL (SELECT (1736121600 + t * 10) * 1000000::bigint AS m) AS u GROUP BY s")
                .update();
        RawLog.settle(database.jdbc());
    }

    @Test
    void a_second_migration_changes_nothing() {
        int applied = Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration", "classpath:db/repeatable")
                .placeholderReplacement(false)
                .load()
                .migrate()
                .migrationsExecuted;
        assertThat(applied).isZero();
    }

    @Test
    void every_tier_has_its_table_fence_and_watermark() {
        assertThat(strings("SELECT name FROM rollup.tier JOIN rollup.watermark USING (tier_id)"
                        + " JOIN rollup.fence ON layer_id = tier_id"
                        + " WHERE to_regclass(format('%I.%I', schema_name, table_name)) IS NOT NULL ORDER BY tier_id"))
                .containsExactly("1m", "5m", "1h", "1d", "1w", "1mo", "1y");
    }

    @Test
    void all_tiers_have_the_same_columns_and_a_key_of_series_and_bucket() {
        assertThat(strings("SELECT DISTINCT string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position)"
                        + " FROM information_schema.columns c JOIN rollup.tier t"
                        + " ON (c.table_schema, c.table_name) = (t.schema_name::text, t.table_name::text)"
                        + " GROUP BY t.tier_id"))
                .hasSize(1);
        assertThat(strings("SELECT DISTINCT pg_get_constraintdef(c.oid) FROM rollup.tier t JOIN pg_constraint c"
                        + " ON c.conrelid = format('%I.%I', schema_name, table_name)::regclass AND contype = 'p'"))
                .containsExactly("PRIMARY KEY (series_id, bucket)");
    }

    @Test
    void partitions_inherit_key_and_time_index() {
        assertThat(
                        strings(
                                "SELECT DISTINCT am.amname::text FROM pg_inherits i"
                                        + " JOIN pg_index x ON x.indrelid = i.inhrelid JOIN pg_class c ON c.oid = x.indexrelid"
                                        + " JOIN pg_am am ON am.oid = c.relam WHERE i.inhparent = 'gold.rollup_1h'::regclass ORDER BY 1"))
                .containsExactly("brin", "btree");
    }

    @Test
    void one_series_of_a_range_is_read_by_key_from_the_partitions_of_the_range_only() {
        database.jdbc()
                .sql("SELECT ops.ensure_partitions(ARRAY[timestamptz '2024-01-06 00:00:00+00'])")
                .query(Integer.class)
                .single();
        assertThat(plan("SELECT sum(value) FROM " + points("ARRAY[7]", "2025-01-06 00:10+00", "2025-01-06 00:20+00")))
                .contains("chunk_p20250101_pkey")
                .contains("batch_pkey")
                .doesNotContain("chunk_p20240101");
    }

    private String points(String series, String from, String to) {
        return database.jdbc()
                        .sql("SELECT raw.point_sql(:series, :from, :to, :from, :to)")
                        .param("series", series)
                        .param("from", "timestamptz '" + from + "'")
                        .param("to", "timestamptz '" + to + "'")
                        .query(String.class)
                        .single()
                + " AS p";
    }

    @Test
    void users_and_sessions_are_found_by_index() {
        assertThat(plan("SELECT * FROM catalog.series WHERE user_id = '00000000-0000-0000-0000-000000000001'"))
                .contains("series_user_idx");
        assertThat(plan("SELECT * FROM raw.session_series WHERE source = 1")).contains("session_series_pkey");
        assertThat(plan("SELECT * FROM catalog.session WHERE session_id = '00000000-0000-0000-0000-000000000001'"))
                .contains("session_pkey");
    }

    /** Small tables are scanned whatever their indexes; what counts is that an index can serve the question. */
    private String plan(String sql) {
        try (Session session = Session.open(database)) {
            session.run("SET enable_seqscan = off");
            session.run("SET enable_bitmapscan = off");
            return String.join("\n", session.all(String.class, "EXPLAIN " + sql));
        }
    }

    private List<String> strings(String sql) {
        return database.jdbc().sql(sql).query(String.class).list();
    }
}
