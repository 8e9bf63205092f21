package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Late points are committed and tiers refreshed while readers ask two instances whether their answer is still one. None is told
 * so, or given what an instance has kept, that lacks a point which had been acknowledged when it began to ask.
 */
@ExtendWith(DatabaseExtension.class)
class CachedAnswersConcurrencyIT {

    private static final int POINTS = Integer.getInteger("varve.cache.points", 40);
    private static final int READERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger unchanged = new AtomicInteger();
    private final TestDatabase database;

    CachedAnswersConcurrencyIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void nothing_that_was_acknowledged_is_ever_missing() throws InterruptedException, ExecutionException {
        Instant now = Instant.parse("2025-03-10T12:00:00Z");
        try (RunningVarve one = RunningVarve.start(database, now, "varve.query.cache.size=8MB");
                RunningVarve two = RunningVarve.start(database, now, "varve.query.cache.size=8MB")) {
            List<RunningVarve> instances = List.of(one, two);
            put(one, 0);
            one.bean(RefreshCycle.class).run(now);
            ExecutorService threads = Executors.newFixedThreadPool(READERS + 2);
            // The first to fail ends all.
            CompletionService<Boolean> work = new ExecutorCompletionService<>(threads);
            work.submit(() -> write(instances), true);
            work.submit(() -> refresh(instances, now), true);
            for (int i = 0; i < READERS; i++) {
                int seed = i;
                work.submit(() -> read(instances, new Random(seed)), true);
            }
            try {
                for (int i = 0; i < READERS + 2; i++) {
                    Future<Boolean> done = work.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    assertThat(done).as("somebody ends").isNotNull();
                    done.get();
                }
            } finally {
                threads.shutdownNow();
                assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            }
        }
        assertThat(unchanged).hasPositiveValue();
    }

    /** A few at once, then not before somebody has been told that nothing has changed. */
    private void write(List<RunningVarve> instances) {
        for (int i = 1; i < POINTS && !Thread.currentThread().isInterrupted(); i++) {
            put(instances.get(i % 2), i);
            if (i % 5 == 0) {
                int told = unchanged.get();
                while (unchanged.get() == told && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private void put(RunningVarve varve, int point) {
        begun.incrementAndGet();
        HttpResponse<String> stored = varve.post(
                "/api/points",
                "application/json",
                "{\"points\":[{\"series\":\"late\",\"time\":\"%s\",\"value\":1}]}"
                        .formatted(Instant.parse("2025-03-01T00:00:00Z").plus(Duration.ofMinutes(17L * point))));
        assertThat(stored.statusCode()).isEqualTo(200);
        acknowledged.incrementAndGet();
    }

    private void refresh(List<RunningVarve> instances, Instant start) {
        Instant now = start;
        while (acknowledged.get() < POINTS && !Thread.currentThread().isInterrupted()) {
            now = now.plusSeconds(61);
            Instant time = now;
            instances.forEach(each -> each.clock().set(time));
            instances.get(now.getNano() % 2).bean(RefreshCycle.class).run(now);
        }
    }

    private void read(List<RunningVarve> instances, Random random) {
        @Nullable String tag = null;
        int count = 0;
        while (acknowledged.get() < POINTS && !Thread.currentThread().isInterrupted()) {
            RunningVarve varve = instances.get(random.nextInt(2));
            HttpRequest.Builder request = HttpRequest.newBuilder(
                    varve.uri(
                            "/api/timeseries?series=late&interval=day&agg_func=count&start_time=2025-03-01&end_time=2025-03-03"));
            if (tag != null && random.nextInt(4) > 0) {
                request.header("If-None-Match", tag);
            }
            int least = acknowledged.get();
            HttpResponse<String> answer = varve.send(request);
            int most = begun.get();
            if (answer.statusCode() == 304) {
                unchanged.incrementAndGet();
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                tag = answer.headers().firstValue("ETag").orElse(null);
                count = count(answer);
            }
            assertThat(count).as("%d %s", answer.statusCode(), tag).isBetween(least, most);
        }
    }

    private static int count(HttpResponse<String> answer) {
        int count = 0;
        for (var row : RunningVarve.json(answer).get("results")) {
            count += row.get("value").asInt();
        }
        return count;
    }
}
