package io.varve.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service that can be begun anew while others use it, and days of two series, whose values are halves so that sums are exact
 * in any order.
 */
final class LoadedHistory implements AutoCloseable {

    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final int DAY_SECONDS = 86_400;
    private static final JsonMapper JSON = new JsonMapper();

    final TestDatabase database = TestDatabase.create();
    private final ReadWriteLock running = new ReentrantReadWriteLock(true);
    private final Set<Day> begun = ConcurrentHashMap.newKeySet();
    private final Set<Day> stored = ConcurrentHashMap.newKeySet();
    private final AtomicLong live = new AtomicLong();
    private final int days;
    private final int cadence;
    private RunningVarve varve;

    record Day(String series, int number) {}

    LoadedHistory(int days, int cadence) {
        this.days = days;
        this.cadence = cadence;
        varve = start(START.plus(Duration.ofDays(days + 2L)));
        // The fences are above all of it, so that all of it comes late.
        storeLive(varve);
        varve.clock().tick(Duration.ofMinutes(2));
        varve.bean(RefreshCycle.class).run(varve.clock().instant());
    }

    private RunningVarve start(Instant now) {
        return RunningVarve.start(database, now, "varve.backfill.max-pending=16", "varve.refresh.pack-after=0s");
    }

    /** While it is used it is not ended. */
    <T> T using(Function<RunningVarve, T> use) {
        running.readLock().lock();
        try {
            return use.apply(varve);
        } finally {
            running.readLock().unlock();
        }
    }

    /** @param last is asked before the service ends */
    <T> T restart(Function<RunningVarve, T> last) {
        running.writeLock().lock();
        try {
            T answer = last.apply(varve);
            Instant now = varve.clock().instant();
            varve.close();
            varve = start(now);
            return answer;
        } finally {
            running.writeLock().unlock();
        }
    }

    List<Day> newestFirst() {
        List<Day> all = new ArrayList<>();
        for (int number = days - 1; number >= 0; number--) {
            all.add(new Day("history.a", number));
            all.add(new Day("history.b", number));
        }
        return all;
    }

    int pointsPerDay() {
        return DAY_SECONDS / cadence;
    }

    /** One request. */
    Void store(RunningVarve to, Day day) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < pointsPerDay(); i++) {
            points.append(Rebuilt.point(
                    day.series, startOf(day.number).plusSeconds((long) i * cadence), day.number + i * 0.5));
        }
        begun.add(day);
        HttpResponse<String> answer = to.post("/api/points", "application/x-ndjson", points.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        stored.add(day);
        return null;
    }

    /** A point of now, which is found at once; ten seconds pass. */
    Void storeLive(RunningVarve to) {
        Instant now = to.clock().instant();
        HttpResponse<String> answer = to.post("/api/points", "application/x-ndjson", Rebuilt.point("live", now, 1));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        to.clock().tick(Duration.ofSeconds(10));
        HttpResponse<String> count =
                to.get("/api/timeseries?series=live&interval=year&agg_func=count&start_time=2025-01-01"
                        + "&end_time=2030-01-01");
        assertThat(RunningVarve.json(count)
                        .path("results")
                        .path(0)
                        .path("value")
                        .asLong())
                .as(count.body())
                .isEqualTo(live.incrementAndGet());
        return null;
    }

    List<JsonNode> answer(RunningVarve from, String interval, int first, int end) {
        HttpResponse<String> answer =
                from.get("/api/timeseries?series=history.*&agg_func=count,sum,min,max&limit=100000" + "&interval="
                        + interval + "&start_time=" + startOf(first) + "&end_time=" + startOf(end));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer).path("results").valueStream().toList();
    }

    Day dayOf(JsonNode row) {
        long passed = Duration.between(START, Instant.parse(row.path("bucket").asString()))
                .toDays();
        return new Day(row.path("series").asString(), (int) passed);
    }

    ObjectNode expected(Day day) {
        int n = pointsPerDay();
        return JSON.createObjectNode()
                .put("count", n)
                .put("sum", n * (double) day.number + 0.25 * n * (n - 1))
                .put("min", (double) day.number)
                .put("max", day.number + (n - 1) * 0.5);
    }

    List<Day> storedWithin(int first, int end) {
        return within(stored, first, end);
    }

    List<Day> begunWithin(int first, int end) {
        return within(begun, first, end);
    }

    private static List<Day> within(Set<Day> all, int first, int end) {
        return all.stream()
                .filter(day -> day.number >= first && day.number < end)
                .toList();
    }

    long pending() {
        return database.jdbc()
                .sql("SELECT count(*) FROM rollup.invalidation")
                .query(Long.class)
                .single();
    }

    private static Instant startOf(int day) {
        return START.plus(Duration.ofDays(day));
    }

    @Override
    public void close() {
        varve.close();
        database.close();
    }
}
