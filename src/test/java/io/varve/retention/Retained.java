package io.varve.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.settle.SettleCycle;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A service on a database of its own, whose floors never move back. */
final class Retained implements AutoCloseable {

    static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");

    /** Every table whose rows have a time, by layer. */
    static final List<String> TIER_TABLES = List.of(
            "bronze.series_1m",
            "silver.series_5m",
            "gold.series_1h",
            "platinum.series_1d",
            "platinum.series_1w",
            "platinum.series_1mo",
            "platinum.series_1y");

    final TestDatabase database;
    final RunningVarve varve;
    private final boolean isOwner;
    private Instant refreshed = NOW;

    private Retained(TestDatabase database, boolean isOwner, String... properties) {
        this.database = database;
        this.isOwner = isOwner;
        List<String> all = new ArrayList<>(List.of(properties));
        if (all.stream().noneMatch(property -> property.startsWith("varve.retention.snapshot-wait="))) {
            all.add("varve.retention.snapshot-wait=0s");
        }
        this.varve = RunningVarve.start(database, NOW, all.toArray(String[]::new));
    }

    static Retained start(String... properties) {
        return new Retained(TestDatabase.create(), true, properties);
    }

    /** Another instance on the same database. */
    Retained another(String... properties) {
        return new Retained(database, false, properties);
    }

    /** Points of value 1 from a time up to now. */
    void post(String series, Duration since, Duration step) {
        StringBuilder csv = new StringBuilder("time,value\n");
        for (Instant time = NOW.minus(since); time.isBefore(NOW); time = time.plus(step)) {
            csv.append(time).append(",1\n");
        }
        HttpResponse<String> response = varve.post("/api/points?series=" + series, "text/csv", csv.toString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    void postAt(String series, Instant time) {
        HttpResponse<String> response =
                varve.post("/api/points?series=" + series, "text/csv", "time,value\n" + time + ",1\n");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** Until every tier is up to date and the log is settled, as of some minutes after the last time. */
    Retained refresh() {
        for (int round = 0; round < 3; round++) {
            refreshed = refreshed.plus(Duration.ofMinutes(2));
            varve.bean(RefreshCycle.class).run(refreshed);
        }
        varve.bean(SettleCycle.class).runAll();
        return this;
    }

    HttpResponse<String> put(String name, String body) {
        return varve.send(HttpRequest.newBuilder(varve.uri(path(name)))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    void keep(String name, String tier, String keep) {
        assertThat(put(name, "{\"tier\":\"%s\",\"keep\":\"%s\"}".formatted(tier, keep))
                        .statusCode())
                .isBetween(200, 201);
    }

    void keep(String name, String tier, String keep, String pattern) {
        String body = "{\"tier\":\"%s\",\"keep\":\"%s\",\"series\":\"%s\"}"
                .formatted(tier, keep, pattern.replace("\\", "\\\\"));
        assertThat(put(name, body).statusCode()).isBetween(200, 201);
    }

    static String path(String name) {
        return "/api/retention-policies/"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode run() {
        return report("/api/retention-policies/run");
    }

    JsonNode dryRun() {
        return report("/api/retention-policies/run?dry_run=true");
    }

    private JsonNode report(String path) {
        HttpResponse<String> response =
                varve.send(HttpRequest.newBuilder(varve.uri(path)).POST(BodyPublishers.noBody()));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningVarve.json(response);
    }

    static JsonNode tier(JsonNode report, String name) {
        for (JsonNode tier : report.get("tiers")) {
            if (tier.get("tier").asString().equals(name)) {
                return tier;
            }
        }
        throw new IllegalArgumentException(name);
    }

    @Nullable
    Instant floor(int layer) {
        return database.jdbc()
                .sql("SELECT CASE WHEN isfinite(position) THEN position END FROM rollup.floor WHERE layer_id = ?")
                .param(layer)
                .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }

    long count(String fromWhere) {
        return database.jdbc()
                .sql("SELECT count(*) FROM " + fromWhere)
                .query(Long.class)
                .single();
    }

    /** Everything a tier says of its buckets from a time on, as one value. */
    String checksum(String view, Instant from) {
        return database.jdbc()
                .sql("SELECT coalesce(md5(string_agg(v::text, '|' ORDER BY v::text)), 'nothing') FROM " + view
                        + " AS v WHERE v.bucket >= ?::timestamptz")
                .param(from.toString())
                .query(String.class)
                .single();
    }

    @Override
    public void close() {
        varve.close();
        if (isOwner) {
            database.close();
        }
    }
}
