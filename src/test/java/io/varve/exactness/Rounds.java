package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.NaiveRollup;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service to which one series at a time is sent between rounds of refreshing, and the oracle that is told the same.
 * The first series begins at {@link #START}, each further one on a day that nothing is known of yet.
 */
final class Rounds implements AutoCloseable {

    static final Instant START = Instant.parse("2025-03-10T00:00:00Z");
    static final String SERIES = "load";
    private static final Duration DAY = Duration.ofDays(1);
    private static final JsonMapper JSON = new JsonMapper();

    final TestDatabase database = TestDatabase.create();
    private NaiveRollup oracle = new NaiveRollup();
    private RunningVarve varve = RunningVarve.start(database, START);
    private String series = SERIES;
    private Instant start = START;

    RunningVarve varve() {
        return varve;
    }

    Instant start() {
        return start;
    }

    /** From here on another series, on a later day. */
    void begin(String name) {
        oracle = new NaiveRollup();
        series = name;
        start = varve.clock().instant().truncatedTo(ChronoUnit.DAYS).plus(DAY).plus(DAY);
        varve.clock().set(start);
    }

    /** Stops the service and starts another on the same database, at the same time. */
    void restart(String... properties) {
        Instant now = varve.clock().instant();
        varve.close();
        varve = RunningVarve.start(database, now, properties);
    }

    void everyTenSeconds(Duration length, Duration round) {
        List<Map<String, Object>> batch = new ArrayList<>();
        Duration next = round;
        for (Duration at = Duration.ZERO; at.compareTo(length) <= 0; at = at.plusSeconds(10)) {
            batch.add(point(at, at.toSeconds() % 1000));
            if (at.compareTo(next) >= 0) {
                post(batch);
                batch.clear();
                varve.clock().set(start.plus(at));
                refresh(Duration.ofSeconds(31));
                next = next.plus(round);
            }
        }
        if (!batch.isEmpty()) {
            post(batch);
        }
    }

    /** A point of the series, told to the oracle as well. */
    Map<String, Object> point(Duration at, double value) {
        Instant time = start.plus(at);
        oracle.put(series, NaiveRollup.micros(time), 0, value);
        return Map.of("series", series, "time", time.toString(), "value", value);
    }

    void post(List<Map<String, Object>> points) {
        HttpResponse<String> response =
                varve.post("/api/points", "application/json", JSON.writeValueAsString(Map.of("points", points)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    void refresh(Duration later) {
        varve.clock().tick(later);
        varve.bean(RefreshCycle.class).run(varve.clock().instant());
    }

    JsonNode check(String interval, Duration length) {
        long from = NaiveRollup.micros(start);
        long to = NaiveRollup.micros(start.plus(length));
        return new Answers(varve).check(series, interval, from, to, oracle.rollup(interval, from, to, key -> true));
    }

    Instant watermark() {
        return watermark(1);
    }

    Instant watermark(int tier) {
        return database.jdbc()
                .sql("SELECT position FROM rollup.watermark WHERE tier_id = ?")
                .param(tier)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    long pending() {
        return database.jdbc()
                .sql("SELECT count(*) FROM rollup.invalidation")
                .query(Long.class)
                .single();
    }

    /** Rows of the tier's table that the round at this time wrote. */
    long written(String table, Instant at) {
        return database.jdbc()
                .sql("SELECT count(*) FROM " + table + " WHERE updated_at = ?::timestamptz")
                .param(at.toString())
                .query(Long.class)
                .single();
    }

    @Override
    public void close() {
        varve.close();
        database.close();
    }
}
