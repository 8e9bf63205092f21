package io.varve.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.varve.rollup.RefreshCycle;
import io.varve.settle.SettleCycle;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The service lives with a role that only reads and writes rows; a reader reads; nobody else gets anything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesIT {

    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final String OURS =
            "('catalog', 'raw', 'bronze', 'silver', 'gold', 'platinum', 'custom', 'rollup', 'ops')";

    private final TestDatabase database = TestDatabase.create();
    private RunningVarve varve;
    private Instant refreshed = NOW;
    private JdbcClient app;
    private JdbcClient reader;
    private JdbcClient stranger;

    @BeforeAll
    void start() {
        app = JdbcClient.create(role("app"));
        reader = JdbcClient.create(role("reader"));
        stranger = JdbcClient.create(role("stranger"));
        grant();
        varve = RunningVarve.start(
                database,
                NOW,
                "spring.datasource.username=" + database.roleName("app"),
                "spring.flyway.user=" + database.username(),
                "spring.flyway.password=" + database.password(),
                "varve.partition.analyze-min-rows=1");
        post("2025-01-06T10:00:00Z", 20.5);
        work();
    }

    @AfterAll
    void close() {
        varve.close();
        database.close();
    }

    @Test
    void d22_the_service_does_all_its_work_with_the_rights_of_the_app() {
        assertThat(app.sql("SELECT count(*) FROM gold.series_1h")
                        .query(Long.class)
                        .single())
                .isPositive();
        ok(varve.get("/api/timeseries?series=room&interval=day&start_time=2025-01-06&end_time=2025-01-07"));
        post("2025-01-06T09:00:00Z", 19);
        ok(varve.post("/api/operations/backfill", "application/json", "{\"series\":\"room\"}"));
        work();
        ok(varve.post(
                "/api/operations/reconcile", "application/json", "{\"from\":\"2025-01-01\",\"to\":\"2025-02-01\"}"));
        ok(varve.get("/api/operations/monitor"));
        ok(varve.get("/api/operations/stats"));
        ok(varve.get("/api/operations/partitions"));
        ok(varve.post("/api/operations/maintain", "application/json", ""));
        app.sql("SELECT * FROM ops.maintain()").query(row -> {});
        app.sql("SELECT * FROM ops.optimize_partition_interval('raw')").query(row -> {});
        ok(varve.delete("/api/points?series=room&start_time=2025-01-06T09:00:00Z&end_time=2025-01-06T09:30:00Z"));
        work();
        // What a session has changed it tells the server some seconds later.
        await().untilAsserted(() -> {
            varve.bean(PartitionMaintenance.class).analyze();
            assertThat(varve.bean(PartitionMaintenance.class).toAnalyze()).isEmpty();
        });
    }

    @Test
    void retention_drops_partitions_with_the_rights_of_the_app() {
        post("2024-01-06T10:00:00Z", 1);
        work();
        String before = "SELECT count(*) FROM ops.partition WHERE table_name = 'chunk' AND to_time < '2024-06-01Z'";
        assertThat(app.sql(before).query(Long.class).single()).isPositive();
        ok(varve.send(HttpRequest.newBuilder(varve.uri("/api/retention-policies/old"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"tier\":\"raw\",\"keep\":\"200d\"}"))));
        HttpResponse<String> run = varve.post("/api/retention-policies/run", "application/json", "{}");
        ok(run);
        assertThat(app.sql(before).query(Long.class).single()).as(run.body()).isZero();
    }

    @Test
    void the_app_makes_fills_and_drops_rollups_which_the_reader_reads() {
        ok(varve.send(HttpRequest.newBuilder(varve.uri("/api/rollups/rooms"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"room\"}"))));
        work();
        ok(varve.post("/api/rollups/rooms/refresh", "application/json", ""));
        assertThat(reader.sql("SELECT count(*) FROM custom.rooms")
                        .query(Long.class)
                        .single())
                .isPositive();
        assertThatThrownBy(
                        () -> reader.sql("SELECT rollup.drop_rollup('rooms')").query(row -> {}))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> app.sql("DROP VIEW custom.rooms").update())
                .rootCause()
                .hasMessageContaining("must be owner");
        ok(varve.delete("/api/rollups/rooms"));
    }

    @Test
    void the_app_changes_jobs_and_maintenance_windows_and_the_reader_does_not() {
        ok(put("jobs/reconcile/all", "{\"max_attempts\":7}"));
        ok(
                put(
                        "maintenance-windows/night",
                        "{\"effect\":\"only\",\"job\":\"reconcile\",\"from_time\":\"01:00\",\"until_time\":\"05:00\",\"time_zone\":\"UTC\"}"));
        assertThat(reader.sql("SELECT max_attempts FROM ops.job WHERE job = 'reconcile'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(7);
        assertThat(reader.sql("SELECT state FROM ops.monitor(?::timestamptz) WHERE job = 'reconcile'")
                        .param(NOW.plus(Duration.ofHours(12)).toString())
                        .query(String.class)
                        .single())
                .isEqualTo("paused");
        for (String statement : List.of(
                "UPDATE ops.job SET max_attempts = 1",
                "INSERT INTO ops.maintenance_window (name, effect, from_time, until_time) VALUES ('x', 'pause', '00:00', '01:00')",
                "DELETE FROM ops.maintenance_window",
                "SELECT ops.retry('refresh', '1h', now())",
                "SELECT * FROM ops.maintain()",
                "SELECT ops.prune(now())",
                "CALL rollup.refresh_all()")) {
            assertThatThrownBy(() -> reader.sql(statement).query(row -> {}))
                    .as(statement)
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
        ok(varve.delete("/api/operations/maintenance-windows/night"));
    }

    @Test
    void the_app_imports_from_psql_what_it_may_read_and_writes_nothing_there() {
        String put = "SELECT catalog.put_import('orders', 'shop.orders', 'at', '{amount}')";
        String run = "CALL catalog.run_import('orders', '" + NOW + "')";
        String points = "SELECT coalesce(sum(value), 0) FROM raw.series_point WHERE series = 'orders'";
        owner("CREATE SCHEMA shop");
        owner("CREATE TABLE shop.orders (id bigint PRIMARY KEY, at timestamptz, amount numeric)");
        owner("INSERT INTO shop.orders VALUES (1, '2025-03-14 10:00Z', 5), (2, '2025-04-14 10:00Z', 7)");
        refused(app, "permission denied for schema shop", put);
        owner("GRANT USAGE ON SCHEMA shop TO " + database.roleName("app"));
        refused(app, "column 'at' may not be read by '" + database.roleName("app") + "': GRANT SELECT", put);
        owner("GRANT SELECT ON shop.orders TO " + database.roleName("app"));
        refused(app, "is a table of the service", put.replace("shop.orders", "raw.batch"));

        app.sql(put).query(row -> {});
        app.sql(run).update();
        assertThat(reader.sql(points).query(Double.class).single())
                .as("partitions are made by the owner's function")
                .isEqualTo(12);
        owner("UPDATE shop.orders SET amount = 9 WHERE id = 2");
        app.sql("SELECT catalog.move_import('orders', '2025-01-01Z')").query(row -> {});
        app.sql("CALL catalog.run_imports('" + NOW + "')").update();
        assertThat(reader.sql(points).query(Double.class).single()).isEqualTo(14);

        refused(app, "permission denied for table orders", "DELETE FROM shop.orders");
        refused(app, "must be owner", "ALTER TABLE catalog.imported_table ADD COLUMN a integer");
        for (String statement : List.of(
                put,
                run,
                "CALL catalog.run_imports()",
                "SELECT catalog.move_import('orders', now())",
                "SELECT catalog.drop_import('orders')",
                "UPDATE catalog.imported_table SET relation = 'shop.others'")) {
            refused(reader, "permission denied", statement);
            refused(stranger, "permission denied", statement);
        }
        assertThat(reader.sql("SELECT relation FROM catalog.imported_table WHERE name = 'orders'")
                        .query(String.class)
                        .single())
                .isEqualTo("shop.orders");

        owner("REVOKE SELECT ON shop.orders FROM " + database.roleName("app"));
        refused(app, "importing orders failed: permission denied for table orders", run);
        assertThat(reader.sql("SELECT sqlstate FROM ops.error WHERE job = 'import'")
                        .query(String.class)
                        .list())
                .containsExactly("42501");
        app.sql("SELECT catalog.drop_import('orders')").query(row -> {});
        owner("DROP SCHEMA shop CASCADE");
    }

    private void owner(String statement) {
        database.jdbc().sql(statement).update();
    }

    private static void refused(JdbcClient role, String message, String statement) {
        assertThatThrownBy(() -> role.sql(statement).query(row -> {}))
                .as(statement)
                .rootCause()
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE raw.mine (a integer)",
                "DROP TABLE raw.batch",
                "TRUNCATE gold.rollup_1h",
                "ALTER TABLE gold.rollup_1h ADD COLUMN a integer",
                "CREATE OR REPLACE FUNCTION ops.next_attempt() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                "CREATE SCHEMA mine",
                "SELECT ops.analyze('pg_class')",
                "SELECT rollup.drop_partition('gold.rollup_1h'::regclass)"
            })
    void the_app_changes_no_structure(String statement) {
        assertThatThrownBy(() -> app.sql(statement).query(row -> {}))
                .rootCause()
                .hasMessageMatching("(?s).*(permission denied|must be owner|is not a partitioned table|no rows).*");
    }

    @Test
    void the_reader_reads_every_table_and_view_and_writes_none() {
        for (String relation : relations()) {
            assertThat(reader.sql("SELECT count(*) FROM (SELECT * FROM " + relation + " LIMIT 5) AS s")
                            .query(Long.class)
                            .single())
                    .isNotNegative();
            for (String right : List.of("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")) {
                assertThat(holds("has_table_privilege", relation, right))
                        .as(right)
                        .isFalse();
            }
        }
        assertThatThrownBy(() -> reader.sql("DELETE FROM raw.batch").update())
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(
                        () -> reader.sql("CREATE TABLE gold.mine (a integer)").update())
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void the_reader_calls_what_reads_and_nothing_else() {
        assertThat(reader.sql("SELECT count(*) FROM raw.points(ARRAY[1], '2025-01-01Z', '2025-02-01Z')")
                        .query(Long.class)
                        .single())
                .isPositive();
        assertThat(functionsOf(database.roleName("reader"), "f.provolatile = 'v' OR f.prosecdef"))
                .isZero();
        assertThat(functionsOf(database.roleName("app"), "true")).isPositive();
    }

    @Test
    void a_partition_made_later_is_for_the_same_roles() {
        post("2023-02-06T10:00:00Z", 3);
        work();
        String partition = database.jdbc()
                .sql("SELECT format('%I.%I', partition_schema, partition_name) FROM ops.partition"
                        + " WHERE table_name = 'rollup_1h' AND from_time <= '2023-02-06Z' AND to_time > '2023-02-06Z'")
                .query(String.class)
                .single();
        assertThat(reader.sql("SELECT count(*) FROM " + partition)
                        .query(Long.class)
                        .single())
                .isPositive();
        assertThat(holds("has_table_privilege", partition, "DELETE")).isFalse();
    }

    @Test
    void nobody_else_gets_anything() {
        String other = database.roleName("stranger");
        assertThat(functionsOf(other, "true")).isZero();
        assertThat(count("pg_namespace AS n WHERE n.nspname IN " + OURS + " AND has_schema_privilege('" + other
                        + "', n.oid, 'USAGE, CREATE')"))
                .isZero();
        assertThatThrownBy(() -> stranger.sql("SELECT count(*) FROM raw.batch")
                        .query(Long.class)
                        .single())
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void a_start_takes_from_everybody_what_a_new_function_gives_them() {
        String everybodys =
                "pg_proc AS f, aclexplode(f.proacl) AS a WHERE a.grantee = 0 AND f.pronamespace = 'raw'::regnamespace";
        database.jdbc()
                .sql("GRANT EXECUTE ON FUNCTION raw.points(integer[], timestamptz, timestamptz) TO PUBLIC")
                .update();
        assertThat(count(everybodys)).isEqualTo(1);
        RunningVarve.start(database, NOW).close();
        assertThat(count(everybodys)).isZero();
    }

    @Test
    void a_second_time_nothing_is_left_to_grant() {
        grant();
        assertThat(grant()).isZero();
    }

    private DataSource role(String purpose) {
        return database.role(purpose);
    }

    private int grant() {
        return database.jdbc()
                .sql("SELECT ops.grant_access(?, ?)")
                .params(database.roleName("app"), database.roleName("reader"))
                .query(Integer.class)
                .single();
    }

    private void post(String time, double value) {
        ok(varve.post(
                "/api/points",
                "application/json",
                "{\"points\":[{\"series\":\"room\",\"time\":\"" + time + "\",\"value\":" + value + "}]}"));
    }

    private HttpResponse<String> put(String what, String body) {
        return varve.send(HttpRequest.newBuilder(varve.uri("/api/operations/" + what))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    private void work() {
        for (int round = 0; round < 3; round++) {
            refreshed = refreshed.plus(Duration.ofMinutes(2));
            varve.bean(RefreshCycle.class).run(refreshed);
        }
        varve.bean(SettleCycle.class).runAll();
        varve.bean(PartitionMaintenance.class).makeAhead();
        varve.bean(PartitionMaintenance.class).analyze();
    }

    private List<String> relations() {
        return database.jdbc()
                .sql("""
                SELECT format('%I.%I', n.nspname, c.relname)
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname IN """ + OURS + " AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition")
                .query(String.class)
                .list();
    }

    private boolean holds(String has, String object, String right) {
        return database.jdbc()
                .sql("SELECT " + has + "(?, ?, ?)")
                .params(database.roleName("reader"), object, right)
                .query(Boolean.class)
                .single();
    }

    private long functionsOf(String role, String which) {
        return count("pg_proc AS f JOIN pg_namespace AS n ON n.oid = f.pronamespace WHERE n.nspname IN " + OURS
                + " AND (" + which + ") AND has_function_privilege('" + role + "', f.oid, 'EXECUTE')");
    }

    private long count(String from) {
        return database.jdbc()
                .sql("SELECT count(*) FROM " + from)
                .query(Long.class)
                .single();
    }

    private static void ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }
}
