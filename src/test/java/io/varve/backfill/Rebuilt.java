package io.varve.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.RawLog;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Instances on a database with two series, {@code a} and {@code b}: two points every twenty minutes of May 15 to 20, and some of one day in
 * 2023. All of it is in every tier, the finest ones packed.
 */
final class Rebuilt implements AutoCloseable {

    static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    static final Instant FIRST = Instant.parse("2025-05-15T00:00:00Z");
    static final String PATH = "/api/operations/backfill";
    static final int DAYS = 6;
    private static final List<String> TABLES = List.of(
            "bronze.frame_1m",
            "bronze.rollup_1m",
            "silver.frame_5m",
            "silver.rollup_5m",
            "gold.rollup_1h",
            "platinum.rollup_1d",
            "platinum.rollup_1w",
            "platinum.rollup_1mo",
            "platinum.rollup_1y");

    final TestDatabase database = TestDatabase.create();
    RunningVarve varve;
    private final String[] properties;

    Rebuilt(String... properties) {
        this.properties = properties;
        varve = RunningVarve.start(database, NOW, properties);
        StringBuilder points = new StringBuilder();
        for (String series : List.of("a", "b")) {
            for (int i = 0; i < DAYS * 72; i++) {
                Instant time = FIRST.plus(Duration.ofMinutes(20L * i));
                points.append(point(series, time, i * 0.5)).append(point(series, time.plusSeconds(30), i * 0.75));
            }
            points.append(point(series, Instant.parse("2023-11-05T06:00:00Z"), 7));
        }
        write(points.toString());
        RawLog.settle(database.jdbc());
        refresh();
        database.jdbc()
                .sql("SELECT rollup.pack(tier, shard, interval '0', ?, 1000)"
                        + " FROM generate_series(1, 2) AS tier, generate_series(0, 3) AS shard")
                .param(Timestamp.from(NOW))
                .query(Integer.class)
                .list();
    }

    static String point(String series, Instant time, double value) {
        return "{\"series\":\"%s\",\"time\":\"%s\",\"value\":%s}\n".formatted(series, time, value);
    }

    void write(String points) {
        HttpResponse<String> response = varve.post("/api/points", "application/x-ndjson", points);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** The service ends and begins anew. */
    void restart() {
        varve.close();
        varve = RunningVarve.start(database, NOW, properties);
    }

    RunningVarve another() {
        return RunningVarve.start(database, NOW, properties);
    }

    HttpResponse<String> send(String body) {
        return varve.post(PATH, "application/json", body);
    }

    long begin(String body) {
        HttpResponse<String> response = send(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        long id = RunningVarve.json(response).path("id").asLong();
        assertThat(response.headers().firstValue("Location")).hasValue(PATH + "/" + id);
        return id;
    }

    JsonNode get(long id) {
        return RunningVarve.json(varve.get(PATH + "/" + id));
    }

    void walk() {
        varve.bean(BackfillCycle.class).run(varve.clock().instant());
    }

    /** A round may leave entries that wait for finer ones. */
    void refresh() {
        do {
            varve.bean(RefreshCycle.class).run(varve.clock().instant());
        } while (rows("rollup.invalidation") > 0);
    }

    void untilFinished(long id) {
        for (int round = 0; !get(id).path("state").asString().equals("finished"); round++) {
            assertThat(round).as(get(id).toString()).isLessThan(200);
            walk();
            refresh();
        }
    }

    /** Makes every bucket of every tier wrong. */
    void damage() {
        for (String table : TABLES) {
            String column = table.contains("frame")
                    ? "value_sums = ARRAY(SELECT v + 1 FROM unnest(value_sums) AS v)"
                    : "value_sum = value_sum + 1";
            database.jdbc().sql("UPDATE " + table + " SET " + column).update();
        }
    }

    /** Buckets of a series that disagree with their points, over all tiers. */
    long wrong(String series) {
        return database.jdbc()
                .sql(
                        "SELECT sum(mismatches)::bigint FROM rollup.reconcile(ARRAY("
                                + "SELECT series_id FROM catalog.series JOIN catalog.field USING (field_id)"
                                + " JOIN catalog.metric_type AS m USING (metric_type_id) WHERE m.name = ?), '1900-01-01Z', '2200-01-01Z')")
                .param(series)
                .query(Long.class)
                .single();
    }

    long rows(String table) {
        return database.jdbc()
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    /** Days that wait in the finest tier, the latest first, each once. */
    List<String> waiting() {
        return database.jdbc()
                .sql("SELECT DISTINCT (from_bucket AT TIME ZONE 'UTC')::date::text FROM rollup.invalidation"
                        + " WHERE tier_id = 1 ORDER BY 1 DESC")
                .query(String.class)
                .list();
    }

    @Override
    public void close() {
        varve.close();
        database.close();
    }
}
