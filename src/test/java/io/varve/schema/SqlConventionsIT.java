package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(DatabaseExtension.class)
class SqlConventionsIT {

    private static final List<String> SCHEMAS =
            List.of("catalog", "raw", "bronze", "silver", "gold", "platinum", "custom", "rollup", "ops");

    private final JdbcClient jdbc;

    SqlConventionsIT(TestDatabase database) {
        this.jdbc = database.jdbc();
    }

    @Test
    void every_schema_is_ours_or_known_and_has_a_comment() {
        assertThat(offenders("""
                SELECT nspname FROM pg_namespace
                WHERE nspname IN (:schemas) AND obj_description(oid, 'pg_namespace') IS NULL""")).isEmpty();
        assertThat(jdbc.sql("SELECT count(*) FROM pg_namespace WHERE nspname IN (:schemas)")
                        .param("schemas", SCHEMAS)
                        .query(Integer.class)
                        .single())
                .isEqualTo(SCHEMAS.size());
    }

    @Test
    void every_table_view_and_sequence_has_a_comment() {
        assertThat(offenders("""
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname IN (:schemas) AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT c.relispartition
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i'
                                  AND d.classid = 'pg_class'::regclass)
                  AND obj_description(c.oid, 'pg_class') IS NULL""")).isEmpty();
    }

    @Test
    void every_column_has_a_comment() {
        assertThat(offenders("""
                SELECT c.oid::regclass::text || '.' || a.attname
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE n.nspname IN (:schemas) AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
                  AND col_description(c.oid, a.attnum) IS NULL""")).isEmpty();
    }

    @Test
    void every_function_has_a_comment() {
        assertThat(offenders("""
                SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname IN (:schemas) AND obj_description(p.oid, 'pg_proc') IS NULL""")).isEmpty();
    }

    /** A changed signature leaves the old function behind, and callers may go on using it. */
    @Test
    void no_function_has_two_signatures() {
        assertThat(offenders("""
                SELECT n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname IN (:schemas) GROUP BY 1 HAVING count(*) > 1""")).isEmpty();
    }

    /** Procedures cannot: one with settings of its own must not commit. What they call does. */
    @Test
    void every_plpgsql_function_pins_its_search_path() {
        assertThat(offenders("""
                SELECT p.oid::regprocedure::text
                FROM pg_proc p
                JOIN pg_namespace n ON n.oid = p.pronamespace
                JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
                WHERE n.nspname IN (:schemas) AND p.prokind <> 'p'
                  AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']""")).isEmpty();
    }

    @Test
    void every_constraint_and_index_has_a_name_of_its_own() {
        assertThat(offenders("""
                SELECT c.conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
                WHERE n.nspname IN (:schemas) AND c.contype <> 'n'
                  AND c.conparentid = 0 AND NOT (SELECT relispartition FROM pg_class WHERE oid = c.conrelid)
                  AND c.conname !~ '_(pkey|key|fkey|check)$'""")).isEmpty();
    }

    private List<String> offenders(String sql) {
        return jdbc.sql(sql).param("schemas", SCHEMAS).query(String.class).list();
    }
}
