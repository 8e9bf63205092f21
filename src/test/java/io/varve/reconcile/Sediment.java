package io.varve.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.RawLog;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * A service with two series whose points reach every tier, the packed ones too: of 1m the hours of 2025-01-05 and of
 * 2025-01-06 up to 10:00 are frames, of 5m the days before 2025-01-06, and what follows is single rows.
 */
final class Sediment implements AutoCloseable {

    static final Instant NOW = Instant.parse("2025-01-06T10:35:00Z");
    static final List<String> TIERS = List.of("1m", "5m", "1h", "1d", "1w", "1mo", "1y");
    private static final List<String> STARTS =
            List.of("2023-11-05T06:00:00Z", "2024-12-20T07:00:00Z", "2025-01-05T06:00:00Z", "2025-01-06T08:00:00Z");

    final TestDatabase database = TestDatabase.create();
    final RunningVarve varve;
    final JdbcClient jdbc = database.jdbc();

    Sediment(String... properties) {
        varve = RunningVarve.start(database, NOW, properties);
        List<String> points = new ArrayList<>();
        for (String start : STARTS) {
            for (int i = 0; i < 3 * 150; i++) {
                points.add(point(Instant.parse(start).plusSeconds(20L * i), "x", i * 0.37 - 20));
                points.add(point(Instant.parse(start).plusSeconds(31L * i + 5), "y", 1e9 + (i * i) % 17));
            }
        }
        post(points);
        RawLog.settle(jdbc);
        refresh();
        assertThat(rows("bronze.frame_1m")).isPositive();
        assertThat(rows("bronze.rollup_1m")).isPositive();
        assertThat(rows("silver.frame_5m")).isPositive();
        assertThat(rows("silver.rollup_5m")).isPositive();
    }

    static String point(Instant time, String host, double value) {
        return String.format(
                Locale.ROOT,
                "{\"series\":\"t\",\"tags\":{\"host\":\"%s\"},\"time\":\"%s\",\"value\":%s}",
                host,
                time,
                value);
    }

    void post(List<String> points) {
        HttpResponse<String> response =
                varve.post("/api/points", "application/json", "{\"points\":[" + String.join(",", points) + "]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** Until nothing is pending, because a tier's entries wait for those of finer tiers, and all that can be is packed. */
    void refresh() {
        do {
            varve.bean(RefreshCycle.class).run(varve.clock().instant());
        } while (rows("rollup.invalidation") > 0);
        jdbc.sql("SELECT rollup.pack(tier, shard, interval '0', ?, 1000)"
                        + " FROM generate_series(1, 2) AS tier, generate_series(0, 3) AS shard")
                .param(Timestamp.from(varve.clock().instant()))
                .query(Integer.class)
                .list();
    }

    long rows(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    JsonNode reconcile() {
        return reconcile("{\"from\":\"1900-01-01\",\"to\":\"now\"}");
    }

    JsonNode repair() {
        return reconcile("{\"from\":\"1900-01-01\",\"to\":\"now\",\"repair\":true}");
    }

    JsonNode reconcile(String body) {
        HttpResponse<String> response = send(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningVarve.json(response);
    }

    HttpResponse<String> send(String body) {
        return varve.post("/api/operations/reconcile", "application/json", body);
    }

    /** Everything agrees, and something was compared in every tier. */
    void agrees() {
        JsonNode answer = reconcile();
        assertThat(answer.get("mismatches").asLong()).as(answer.toString()).isZero();
        for (JsonNode tier : answer.get("tiers")) {
            assertThat(tier.get("checked").asLong()).as(tier.toString()).isPositive();
            assertThat(tier.get("stored_checksum")).isEqualTo(tier.get("recomputed_checksum"));
        }
    }

    @Override
    public void close() {
        varve.close();
        database.close();
    }
}
