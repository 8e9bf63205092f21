package io.varve.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A table of somebody else's, whose rows are points: what is there, came late, was changed, was deleted. */
class ImportIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final RunningVarve VARVE = RunningVarve.start(DATABASE, NOW, "varve.imports.rows=7");
    private static final JdbcClient JDBC = DATABASE.jdbc();

    @AfterAll
    static void stop() {
        VARVE.close();
        DATABASE.close();
    }

    @AfterEach
    void forget() {
        JDBC.sql("DELETE FROM catalog.imported_table").update();
        JDBC.sql("DROP SCHEMA IF EXISTS shop CASCADE").update();
        VARVE.clock().set(NOW);
    }

    @Test
    void rows_are_points_whatever_happens_to_them() {
        orders();
        put("orders", """
                {"table":"shop.orders","time_column":"at","value_columns":["amount","paid"],"dimension_columns":["country","plan"],
                 "look_back":"2d"}""", 201);
        JDBC.sql("""
                        INSERT INTO shop.orders SELECT n, timestamptz '2025-06-10 11:00Z' - n * interval '37 minutes', n * 1.25,
                            CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN TRUE ELSE FALSE END,
                            (ARRAY['de', 'fr', NULL, ''])[n % 4 + 1], 'p' || n % 2
                        FROM generate_series(1, 60) AS n""").update();
        round();
        agree();
        Random random = new Random(7);
        for (int i = 0; i < 10; i++) {
            change(random, i);
            round();
            agree();
        }
        long runs = JDBC.sql("SELECT count(*) FROM ops.run WHERE job = 'import'")
                .query(Long.class)
                .single();
        round();
        assertThat(JDBC.sql("SELECT count(*) FROM ops.run WHERE job = 'import'")
                        .query(Long.class)
                        .single())
                .as("a round that finds nothing leaves no trace")
                .isEqualTo(runs);
    }

    @Test
    void what_changed_before_the_look_back_is_seen_once_the_position_is_before_it() {
        orders();
        put(
                "orders",
                "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"value_columns\":[\"amount\"],\"look_back\":\"1h\"}",
                201);
        JDBC.sql("INSERT INTO shop.orders VALUES (1, '2025-06-01', 5), (2, '2025-06-10 11:30Z', 7)")
                .update();
        round();
        JDBC.sql("UPDATE shop.orders SET amount = 100").update();
        round();
        assertThat(sum("orders")).isEqualTo(105);
        put("orders/position", "{\"to\":\"2025-05-31\"}", 200);
        round();
        assertThat(sum("orders")).isEqualTo(200);
        assertThat(VARVE.delete("/api/imports/orders").statusCode()).isEqualTo(204);
        assertThat(VARVE.delete("/api/imports/orders").statusCode()).isEqualTo(404);
        JDBC.sql("DELETE FROM shop.orders").update();
        round();
        assertThat(sum("orders")).as("points stay").isEqualTo(200);
    }

    @Test
    void d19_names_are_quoted_whatever_they_are() {
        JDBC.sql("CREATE SCHEMA shop").update();
        JDBC.sql(
                        "CREATE TABLE shop.\"or'd\"\"ers; drop\" (\"the id\" text PRIMARY KEY, \"at\"\"; --\" date, \"va'l%I\" integer, \"$1\" text)")
                .update();
        JDBC.sql(
                        "INSERT INTO shop.\"or'd\"\"ers; drop\" VALUES ('x''\"', '2025-06-10', 41, 'a\"b'), ('y', '2025-06-10', 1, 'a\"b')")
                .update();
        put("odd", """
                {"table":"shop.\\"or'd\\"\\"ers; drop\\"","time_column":"at\\"; --","value_columns":["va'l%I"],
                 "dimension_columns":["$1"],"series":"odd.name"}""", 201);
        round();
        assertThat(sum("odd.name")).isEqualTo(42);
        assertThat(JDBC.sql("SELECT DISTINCT tags ->> '$1' FROM raw.series_point WHERE series = 'odd.name'")
                        .query(String.class)
                        .list())
                .containsExactly("a\"b");
    }

    /** Views of clicks, counted by country: rows without values. */
    @Test
    void ing16_rows_count_as_events_and_rows_of_the_same_time_are_told_apart() {
        JDBC.sql("CREATE SCHEMA shop").update();
        JDBC.sql("CREATE TABLE shop.click (id bigint PRIMARY KEY, at timestamp, country text)")
                .update();
        JDBC.sql("INSERT INTO shop.click SELECT n, '2025-06-10 10:00', 'c' || n % 2 FROM generate_series(1, 101) AS n")
                .update();
        put("clicks", "{\"table\":\"shop.click\",\"time_column\":\"at\",\"dimension_columns\":[\"country\"]}", 201);
        round();
        JsonNode answer = RunningVarve.json(
                VARVE.get("/api/timeseries?series=clicks&group_by=country&interval=hour&agg_func=sum,distinct"
                        + "&start_time=2025-06-10T10:00:00Z&end_time=2025-06-10T11:00:00Z"));
        assertThat(answer.path("results")
                        .valueStream()
                        .map(row -> row.path("values").path("sum").asInt()))
                .containsExactly(50, 51);
        assertThat(answer.path("results")
                        .valueStream()
                        .map(row -> row.path("values").path("distinct").asInt()))
                .containsExactly(50, 51);
    }

    @Test
    void rows_that_are_no_points_are_left_out_and_named() {
        orders();
        JDBC.sql(
                        "INSERT INTO shop.orders VALUES (1, '2025-06-10 10:00Z', 1, NULL, repeat('x', 300)),"
                                + " (2, '2025-06-10 10:00Z', 'NaN', NULL, 'de'), (3, '2025-06-10 10:00Z', 2, NULL, 'de'),"
                                + " (4, NULL, 4, NULL, 'de'), (5, '2025-07-01', 8, NULL, 'de'), (6, '2025-06-10 10:00Z', 1e200, NULL, 'de')")
                .update();
        put(
                "orders",
                "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"value_columns\":[\"amount\"],\"dimension_columns\":[\"country\"]}",
                201);
        round();
        assertThat(sum("orders")).isEqualTo(2);
        assertThat(JDBC.sql("SELECT decisions[1] FROM ops.run WHERE job = 'import' ORDER BY run_id DESC LIMIT 1")
                        .query(String.class)
                        .single())
                .isEqualTo(
                        "2 rows are no points and were left out; one of them: a number must lie within -1e140 to 1e140");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"time_column\":\"at\"} | table | is missing",
                "{\"table\":\"shop.orders\"} | time_column | is missing",
                "{\"table\":\"shop.none\",\"time_column\":\"at\"} | table | there is no table or view 'shop.none'",
                "{\"table\":\"a.b.c\",\"time_column\":\"at\"} | table | there is no table or view 'a.b.c'",
                "{\"table\":\"); DROP TABLE x\",\"time_column\":\"at\"} | table | there is no table or view",
                "{\"table\":\"raw.batch\",\"time_column\":\"first_time\"} | table | is a table of the service",
                "{\"table\":\"pg_catalog.pg_class\",\"time_column\":\"relname\"} | table | is a table of the service or of the server",
                "{\"table\":\"shop.orders\",\"time_column\":\"when\"} | time_column | has no column 'when'",
                "{\"table\":\"shop.orders\",\"time_column\":\"amount\"} | time_column | column 'amount' is of type numeric; accepted: timestamptz",
                "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"value_columns\":[\"country\"]} | value_columns | accepted: a number or boolean",
                "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"value_columns\":[\"amount\",\"amount\"]} | value_columns | each of them once",
                "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"dimension_columns\":[\"planet\"]} | dimension_columns | has no column 'planet'",
                "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"key_columns\":[\"country\"]} | key_columns | no unique index",
                "{\"table\":\"shop.log\",\"time_column\":\"at\"} | key_columns | there is no primary key",
                "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"look_back\":\"-1h\"} | look_back | from 0s to 3660d",
                "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"look_back\":\"soon\"} | look_back | from 0s to 3660d",
                "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"series\":\"\"} | series | the name of a series"
            })
    void mod16_what_cannot_be_imported_is_refused_by_name(String body, String member, String message) {
        orders();
        JDBC.sql("CREATE TABLE shop.log (at timestamptz, line text)").update();
        JsonNode problem = put("bad", body, 400);
        assertThat(problem.path("member").asString()).isEqualTo(member);
        assertThat(problem.path("detail").asString()).contains(message);
    }

    @Test
    void mod16_a_check_says_all_that_is_wrong_and_changes_nothing() {
        orders();
        JsonNode checked = RunningVarve.json(VARVE.post(
                "/api/imports/check",
                "application/json",
                "{\"table\":\"shop.orders\",\"time_column\":\"when\",\"value_columns\":[\"country\",\"x\"]}"));
        assertThat(checked.path("valid").asBoolean()).isFalse();
        assertThat(checked.path("findings")
                        .valueStream()
                        .filter(each -> each.path("problem").asBoolean()))
                .hasSize(3);
        checked = RunningVarve.json(VARVE.post(
                "/api/imports/check", "application/json", "{\"table\":\"shop.orders\",\"time_column\":\"at\"}"));
        assertThat(checked.path("valid").asBoolean()).isTrue();
        assertThat(checked.path("findings")
                        .valueStream()
                        .map(each -> each.path("message").asString()))
                .containsExactly("no index of 'shop.orders' begins with 'at': each round reads the whole table");
        assertThat(RunningVarve.json(VARVE.get("/api/imports")).path("count").asInt())
                .isZero();
    }

    @Test
    void a_table_that_may_not_be_read_is_refused() {
        orders();
        JDBC.sql("REVOKE SELECT ON shop.orders FROM " + DATABASE.username()).update();
        assertThat(put("a", "{\"table\":\"shop.orders\",\"time_column\":\"at\"}", 400)
                        .path("detail")
                        .asString())
                .contains("column 'at' may not be read by '" + DATABASE.username() + "': GRANT SELECT");
    }

    @Test
    void an_import_and_a_rollup_may_have_one_name() {
        orders();
        put("orders", "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"series\":\"shared\"}", 201);
        JDBC.sql("SELECT rollup.create_rollup('orders', '1m', '1 hour', ARRAY['shared'])")
                .query(row -> {});
        String table = JDBC.sql("SELECT 'custom.rollup_' || rollup_id FROM rollup.custom")
                .query(String.class)
                .single();
        assertThat(put(
                                "b",
                                "{\"table\":\"" + table
                                        + "\",\"time_column\":\"bucket\",\"key_columns\":[\"group_id\",\"bucket\"]}",
                                400)
                        .path("detail")
                        .asString())
                .contains("is a table of the service");
        assertThat(JDBC.sql("SELECT schema_name || '.' || table_name FROM ops.table_stats('custom.*')")
                        .query(String.class)
                        .list())
                .containsExactly(table);
        JDBC.sql("SELECT rollup.drop_rollup('orders')").query(row -> {});
        JDBC.sql("INSERT INTO shop.orders VALUES (1, '2025-06-10 11:30Z')").update();
        round();
        assertThat(sum("shared")).isEqualTo(1);
    }

    @Test
    void a_series_has_one_import_only() {
        orders();
        String body = "{\"table\":\"shop.orders\",\"time_column\":\"at\",\"series\":\"shop.orders\"}";
        put("a", body, 201);
        put("a", body, 200);
        assertThat(put("b", body, 409).path("detail").asString()).contains("import 'a'");
    }

    private static void orders() {
        JDBC.sql("CREATE SCHEMA shop").update();
        JDBC.sql(
                        "CREATE TABLE shop.orders (id bigint PRIMARY KEY, at timestamptz, amount numeric, paid boolean, country text, plan text)")
                .update();
    }

    private static void change(Random random, int round) {
        JDBC.sql("DELETE FROM shop.orders WHERE id % 11 = ?")
                .param(random.nextInt(11))
                .update();
        JDBC.sql("UPDATE shop.orders SET amount = amount + 1 WHERE id % 7 = ?")
                .param(random.nextInt(7))
                .update();
        JDBC.sql("UPDATE shop.orders SET at = at - interval '3 minutes' WHERE id % 13 = ?")
                .param(random.nextInt(13))
                .update();
        JDBC.sql("UPDATE shop.orders SET country = 'it' WHERE id % 17 = ?")
                .param(random.nextInt(17))
                .update();
        JDBC.sql(
                        "INSERT INTO shop.orders SELECT ? + n, timestamptz '2025-06-10 11:00Z' - n * interval '7 minutes', 1, TRUE, 'de' FROM generate_series(1, 5) AS n")
                .param(1000 * (round + 1))
                .update();
    }

    private static void round() {
        VARVE.clock().tick(Duration.ofMinutes(1));
        VARVE.bean(ImportCycle.class).run(VARVE.clock().instant());
    }

    /** Every point is a row and every row a point. */
    private static void agree() {
        List<String> rows = JDBC.sql("""
                        SELECT r.row FROM (SELECT concat_ws('|', 'orders.' || c.name, jsonb_strip_nulls(jsonb_build_object('country', nullif(o.country, ''), 'plan', o.plan)),
                            o.at, c.value) AS row
                        FROM shop.orders AS o
                        CROSS JOIN LATERAL (VALUES ('amount', o.amount::double precision), ('paid', o.paid::integer)) AS c (name, value)
                        WHERE c.value IS NOT NULL) AS r
                        ORDER BY r.row COLLATE "C" """).query(String.class).list();
        assertThat(JDBC.sql(
                                "SELECT r.row FROM (SELECT concat_ws('|', series, tags, time, value) AS row FROM raw.series_point"
                                        + " WHERE series LIKE 'orders.%') AS r ORDER BY r.row COLLATE \"C\"")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .isEqualTo(rows);
    }

    private static double sum(String series) {
        return RunningVarve.json(VARVE.get("/api/timeseries?series=" + series
                        + "&interval=year&agg_func=sum&start_time=2025-01-01&end_time=2026-01-01"))
                .path("results")
                .valueStream()
                .mapToDouble(row -> row.path("value").asDouble())
                .sum();
    }

    private static JsonNode put(String name, String body, int status) {
        HttpResponse<String> response = VARVE.send(HttpRequest.newBuilder(VARVE.uri("/api/imports/" + name))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return RunningVarve.json(response);
    }
}
