package io.varve.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.RunningVarve;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Imports made and read from psql, as docs/sql-first.md has it, beside a service that does the same elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlImportIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");

    private final TestDatabase served = TestDatabase.create();
    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.jdbc();
    private RunningVarve varve;

    @BeforeAll
    void start() {
        varve = RunningVarve.start(served, NOW, "varve.imports.rows=7");
    }

    @AfterAll
    void stop() {
        varve.close();
        database.close();
        served.close();
    }

    @BeforeEach
    void clear() {
        both("DROP SCHEMA IF EXISTS shop CASCADE");
        both("SELECT catalog.drop_import(name) FROM catalog.imported_table");
        both("CREATE SCHEMA shop");
        both(
                "CREATE TABLE shop.orders (id bigint PRIMARY KEY, at timestamptz, amount numeric, paid boolean, country text)");
    }

    @Test
    void procedures_leave_what_the_service_leaves_in_points_positions_and_ledger() {
        both(
                "SELECT catalog.put_import('orders', 'shop.orders', 'at', '{amount,paid}', '{country}', p_look_back => '2 days',"
                        + " p_now => '2025-01-01Z')");
        both(
                "INSERT INTO shop.orders SELECT n, timestamptz '2025-06-10 11:00Z' - n * interval '97 minutes', n * 1.25,"
                        + " CASE n % 3 WHEN 1 THEN TRUE WHEN 2 THEN FALSE END, (ARRAY['de', 'fr', NULL, ''])[n % 4 + 1] FROM generate_series(1, 40) AS n");
        both(
                "INSERT INTO shop.orders VALUES (100, '2019-02-03', -0.0, NULL, 'old'), (101, '2025-06-10', 1e200, NULL, 'de'),"
                        + " (102, '2025-06-10', 3, NULL, repeat('x', 256))");
        round(1);
        both("DELETE FROM shop.orders WHERE id % 5 = 0");
        both("UPDATE shop.orders SET amount = amount + 1, country = 'it' WHERE id % 3 = 0");
        both("UPDATE shop.orders SET at = at - interval '1 minute' WHERE id % 7 = 0");
        round(2);
        round(3);
        assertThat(state(database)).hasSizeGreaterThan(60).isEqualTo(state(served));
        assertThat(strings(database, "SELECT DISTINCT instance FROM ops.run"))
                .allMatch(name -> name.startsWith("psql "));
        assertThat(
                        strings(
                                database,
                                "SELECT d.series FROM catalog.imported_table AS i, catalog.import_differences(i, '2025-06-09 12:00Z', '2025-06-10 12:00Z') AS d"))
                .as("but for the one that is no point")
                .hasSize(1);
    }

    @Test
    void fingerprints_are_those_of_the_service_whatever_the_names_are() {
        String odd = "{\"points\":[{\"series\":\"ä 漢\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":1,"
                + "\"tags\":{\"\uFFFD\":\"a\",\"\uD83D\uDE00\":\"b\",\"z\":\"\",\"B\":\"é\",\"\uE000\uD83D\uDE00\":\"c\"}},"
                + "{\"series\":\"n\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":{\"r\":1,\"g\":2},\"user_id\":\"7d444840-9dc0-11d1-b245-5ffdce74fad2\"}]}";
        assertThat(varve.post("/api/points", "application/json", odd).statusCode())
                .isEqualTo(200);
        assertThat(served.jdbc()
                        .sql(
                                "SELECT count(*) FROM catalog.series AS s JOIN catalog.field AS f USING (field_id) JOIN catalog.metric_type AS m"
                                        + " USING (metric_type_id) WHERE s.fingerprint = catalog.series_fingerprint(m.name, f.name, s.tags, s.user_id)")
                        .query(Long.class)
                        .single())
                .isGreaterThanOrEqualTo(3)
                .isEqualTo(served.jdbc()
                        .sql("SELECT count(*) FROM catalog.series")
                        .query(Long.class)
                        .single());
    }

    @Test
    void what_another_session_is_at_is_passed_over_at_once() {
        orders("busy");
        jdbc.sql("INSERT INTO shop.orders VALUES (1, '2025-06-10', 5)").update();
        try (Session other = Session.open(database)) {
            other.begin();
            other.one(String.class, "SELECT catalog.import_write('busy', '1900-01-01Z', '1900-01-02Z', now())::text");
            call("catalog.run_import('busy', '2025-06-10 12:00Z')");
            assertThat(sum("busy")).isZero();
            other.rollback();
        }
        call("catalog.run_import('busy', '2025-06-10 12:00Z')");
        assertThat(sum("busy")).isEqualTo(5);
    }

    @Test
    void one_that_fails_keeps_no_other_from_being_read_and_is_retried() {
        orders("broken");
        orders("fine");
        jdbc.sql("INSERT INTO shop.orders VALUES (1, '2025-06-10', 5)").update();
        jdbc.sql("UPDATE catalog.imported_table SET relation = 'shop.gone' WHERE name = 'broken'")
                .update();
        call("catalog.run_imports('2025-06-10 12:00Z')");
        assertThat(sum("fine")).isEqualTo(5);
        assertThat(strings(database, "SELECT attempts::text FROM ops.job WHERE job = 'import' ORDER BY tier"))
                .containsExactly("1", "0");
        jdbc.sql("UPDATE catalog.imported_table SET relation = 'shop.orders' WHERE name = 'broken'")
                .update();
        call("catalog.run_imports('2025-06-10 12:00:01Z')");
        assertThat(sum("broken")).as("it waits").isZero();
        call("ops.handle_retries('2025-06-10 14:00Z')");
        assertThat(sum("broken")).isEqualTo(5);
        assertThat(strings(database, "SELECT DISTINCT attempts::text FROM ops.job WHERE job = 'import'"))
                .containsExactly("0");
    }

    @Test
    void a_pause_in_a_maintenance_window_is_kept() {
        orders("paused");
        jdbc.sql("INSERT INTO shop.orders VALUES (1, '2025-06-10', 5)").update();
        jdbc.sql("INSERT INTO ops.maintenance_window (name, effect, job, from_at, until_at)"
                        + " VALUES ('night', 'pause', 'import', '2025-06-10 10:00Z', '2025-06-10 13:00Z')")
                .update();
        call("catalog.run_imports('2025-06-10 12:00Z')");
        assertThat(sum("paused")).isZero();
        call("catalog.run_imports('2025-06-10 13:00Z')");
        assertThat(sum("paused")).isEqualTo(5);
        jdbc.sql("DELETE FROM ops.maintenance_window").update();
    }

    /** JSON Schemas are checked by the service only, so psql does not write past one. */
    @Test
    void values_of_a_series_with_a_schema_are_left_to_the_service() {
        both("SELECT catalog.put_metric_type('strict', '{\"maximum\": 10}', NULL, NULL, NULL, false, now())");
        both("SELECT catalog.put_import('strict', 'shop.orders', 'at', '{amount}', p_now => '2025-01-01Z')");
        both("INSERT INTO shop.orders VALUES (1, '2025-06-10', 5), (2, '2025-06-10', 11)");
        assertThatThrownBy(() -> call("catalog.run_import('strict', '2025-06-10 12:00Z')"))
                .hasMessageContaining("series strict has a schema, which only the service can hold values against");
        assertThat(strings(database, "SELECT sqlstate FROM ops.error WHERE tier = 'strict'"))
                .containsExactly("VA038");
        varve.bean(ImportCycle.class).run(NOW);
        assertThat(strings(served, "SELECT value::text FROM raw.series_point WHERE series = 'strict'"))
                .containsExactly("5");
        assertThat(strings(served, "SELECT decisions[1] FROM ops.run WHERE tier = 'strict'"))
                .singleElement()
                .asString()
                .startsWith(
                        "1 rows are no points and were left out; one of them: the value breaks the schema of 'strict'");
    }

    @Test
    void mistakes_are_told() {
        assertThatThrownBy(() -> call("catalog.run_import('nobody')"))
                .hasMessageContaining("there is no import \"nobody\"");
        refused("'a b', 'shop.orders', 'at'", "the name of an import is of up to 100 letters");
        refused("'a', 'shop.none', 'at'", "there is no table or view 'shop.none'");
        refused(
                "'a', 'shop.orders', 'at', '{amount,amount}'",
                "'value_columns' takes names of columns, each of them once");
        refused("'a', 'shop.orders', 'at', p_look_back => '-1 hour'", "from 0s to 3660d");
        refused(
                "'a', 'shop.orders', 'at', p_series => repeat('x', 256)",
                "must have 1 to 255 characters, this has 256");
        refused("'a', 'raw.batch', 'first_time'", "is a table of the service");
        orders("a");
        refused("'b', 'shop.orders', 'at', p_series => 'a'", "are the points of the import 'a'");
        assertThat(jdbc.sql("SELECT catalog.move_import('a', '2025-01-01Z')")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(jdbc.sql("SELECT catalog.drop_import('a')")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(jdbc.sql("SELECT catalog.drop_import('a')")
                        .query(Boolean.class)
                        .single())
                .isFalse();
    }

    private void refused(String arguments, String message) {
        assertThatThrownBy(() ->
                        jdbc.sql("SELECT catalog.put_import(" + arguments + ")").query(row -> {}))
                .rootCause()
                .hasMessageContaining(message);
    }

    private void orders(String name) {
        jdbc.sql("SELECT catalog.put_import(?, 'shop.orders', 'at', '{amount}')")
                .param(name)
                .query(row -> {});
    }

    /** One minute later each time. */
    private void round(int number) {
        Instant now = NOW.plus(Duration.ofMinutes(number));
        varve.clock().set(now);
        varve.bean(ImportCycle.class).run(now);
        call("catalog.run_imports('" + now + "', 7)");
    }

    private void call(String procedure) {
        jdbc.sql("CALL " + procedure).update();
    }

    private void both(String sql) {
        for (TestDatabase each : List.of(served, database)) {
            if (sql.startsWith("SELECT")) {
                each.jdbc().sql(sql).query(row -> {});
            } else {
                each.jdbc().sql(sql).update();
            }
        }
    }

    private double sum(String series) {
        return jdbc.sql("SELECT coalesce(sum(value), 0) FROM raw.series_point WHERE series = ?")
                .param(series)
                .query(Double.class)
                .single();
    }

    private static List<String> state(TestDatabase of) {
        return strings(of, """
                SELECT s.row FROM (
                    SELECT concat_ws('|', series, tags, time, value) AS row FROM raw.series_point WHERE series LIKE 'orders%'
                    UNION ALL SELECT concat_ws('|', name, imported_until) FROM catalog.imported_table
                    UNION ALL SELECT concat_ws('|', p.source) FROM catalog.imported_table AS i
                        CROSS JOIN LATERAL raw.points(ARRAY(SELECT s.series_id FROM catalog.import_stored_series(i) AS s), '1900-01-01Z', '2200-01-01Z') AS p
                    UNION ALL SELECT concat_ws('|', job, tier, outcome, window_from, window_to, rows_in, rows_out, decisions)
                        FROM ops.run WHERE tier = 'orders'
                    UNION ALL SELECT concat_ws('|', schema_name, table_name, from_time) FROM ops.partition WHERE from_time < '2020-01-01Z'
                ) AS s ORDER BY s.row COLLATE "C" """);
    }

    private static List<String> strings(TestDatabase of, String sql) {
        return of.jdbc().sql(sql).query(String.class).list();
    }
}
