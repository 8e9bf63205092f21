package io.varve.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.varve.custom.RollupCycle;
import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** INT6: what a custom rollup stores is held against its source, on request and by samples, and repaired. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReconciledRollupsIT {

    private static final Instant NOW = Instant.parse("2025-03-10T12:00:00Z");

    private final TestDatabase database;
    private final RunningVarve varve;
    private final String table;

    ReconciledRollupsIT(TestDatabase database) {
        this.database = database;
        varve = RunningVarve.start(database, NOW);
        List<String> points = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            points.add(
                    "{\"series\":\"blog.views\",\"time\":\"%s\",\"value\":%s,\"tags\":{\"page\":\"%d\",\"country\":\"%s\"}}"
                            .formatted(NOW.minusSeconds(600L * (1 + i / 3)), i % 17, i % 6, i % 2 == 0 ? "de" : "fr"));
        }
        post("/api/points", "{\"points\":[" + String.join(",", points) + "]}");
        varve.bean(RefreshCycle.class).run(NOW);
        varve.bean(RefreshCycle.class).run(NOW.plus(Duration.ofMinutes(2)));
        HttpResponse<String> created = varve.send(HttpRequest.newBuilder(varve.uri("/api/rollups/by_country"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(
                        "{\"source\":\"5m\",\"interval\":\"1h\",\"series\":\"blog.*\",\"dimensions\":[\"country\"]}")));
        assertThat(created.statusCode()).isEqualTo(201);
        varve.bean(RollupCycle.class).run(NOW);
        table = "custom.rollup_"
                + database.jdbc()
                        .sql("SELECT rollup_id FROM rollup.custom")
                        .query(Integer.class)
                        .single();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void one_that_nothing_is_wrong_with_agrees() {
        JsonNode agreed = reconcile(false);
        JsonNode rollup = report(agreed);
        assertThat(rollup.get("checked").asLong()).isEqualTo(rows()).isGreaterThan(60);
        assertThat(rollup.get("mismatches").asLong()).isZero();
        assertThat(rollup.get("stored_checksum")).isEqualTo(rollup.get("recomputed_checksum"));
        assertThat(agreed.get("mismatches").asLong()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "point_count, point_count + 1",
        "value_sum, value_sum + 1e-6",
        "value_m2, value_m2 + 1e-6",
        "value_min, float8 'NaN'",
        "value_max, 1e9",
        "first_value, -first_value - 1",
        "last_series, last_series + 1",
        "last_time, last_time - interval '1 second'",
    })
    void a_bucket_that_was_changed_behind_its_back_is_found_and_repaired(String column, String to) {
        String where =
                " WHERE bucket = '2025-03-10 05:00Z' AND group_id = (SELECT group_id FROM rollup.custom_group WHERE dimensions ->> 'country' = 'de')";
        assertThat(database.jdbc()
                        .sql("UPDATE " + table + " SET " + column + " = " + to + where)
                        .update())
                .isEqualTo(1);
        JsonNode found = reconcile(true);
        assertThat(found.get("mismatches").asLong()).isEqualTo(1);
        assertThat(found.get("repaired").asLong()).isEqualTo(1);
        JsonNode detail = found.get("details").get(0);
        assertThat(detail.get("tier").asString()).isEqualTo("by_country");
        assertThat(detail.get("series").asString()).isEqualTo("blog.views");
        assertThat(detail.get("tags").toString()).isEqualTo("{\"country\":\"de\"}");
        assertThat(detail.get("bucket").asString()).isEqualTo("2025-03-10T05:00:00Z");
        assertThat(detail.get("kind").asString()).isEqualTo("value");
        assertThat(detail.get("column").asString()).isEqualTo(column);
        JsonNode pending = report(reconcile(true));
        assertThat(pending.get("pending").asLong()).isEqualTo(1);
        assertThat(pending.get("mismatches").asLong()).isZero();
        varve.bean(RollupCycle.class).run(NOW);
        one_that_nothing_is_wrong_with_agrees();
    }

    @Test
    void a_bucket_that_is_missing_or_too_many_is_found_by_a_sample() {
        database.jdbc()
                .sql(
                        "WITH gone AS (DELETE FROM " + table + " WHERE extract(hour FROM bucket) % 2 = 0 RETURNING *)"
                                + " INSERT INTO " + table + " SELECT (jsonb_populate_record(NULL::" + table
                                + ", to_jsonb(g) || jsonb_build_object('bucket', g.bucket - interval '9 days'))).* FROM gone AS g")
                .update();
        MeterRegistry meters = varve.bean(MeterRegistry.class);
        for (int i = 0; i < 200 && (i == 0 || mismatches(meters) == 0); i++) {
            varve.clock().tick(Duration.ofMinutes(1));
            varve.bean(Audit.class).run();
        }
        assertThat(mismatches(meters)).isPositive();
        auditFromPsql();
        varve.clock().set(NOW);
        JsonNode found = report(reconcile(true));
        assertThat(found.get("mismatches").asLong()).isGreaterThan(60);
        varve.bean(RollupCycle.class).run(NOW);
        one_that_nothing_is_wrong_with_agrees();
    }

    private void auditFromPsql() {
        String named =
                "SELECT count(*) FROM ops.error WHERE message LIKE '% buckets of by_country between % disagree%'";
        for (int i = 0; i < 200 && database.jdbc().sql(named).query(Long.class).single() == 0; i++) {
            varve.clock().tick(Duration.ofMinutes(1));
            database.jdbc()
                    .sql("CALL rollup.run_audit('" + varve.clock().instant() + "')")
                    .update();
        }
        assertThat(database.jdbc().sql(named).query(Long.class).single()).isPositive();
    }

    private static double mismatches(MeterRegistry meters) {
        var counter = meters.find("varve.reconcile.mismatches")
                .tag("tier", "by_country")
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private long rows() {
        return database.jdbc()
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    private static JsonNode report(JsonNode reconciled) {
        JsonNode last = reconciled.get("tiers").get(reconciled.get("tiers").size() - 1);
        assertThat(last.get("tier").asString()).isEqualTo("by_country");
        return last;
    }

    private JsonNode reconcile(boolean repair) {
        return post(
                "/api/operations/reconcile",
                "{\"from\":\"2025-02-20\",\"to\":\"2025-03-11\",\"repair\":%s}".formatted(repair));
    }

    private JsonNode post(String path, String body) {
        HttpResponse<String> answer = varve.post(path, "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }
}
