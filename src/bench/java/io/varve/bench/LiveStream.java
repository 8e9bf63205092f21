package io.varve.bench;

import io.varve.bench.Batch.Grid;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Points of ten thousand other series at the present, at a steady rate, and refreshing and settling every ten seconds. */
final class LiveStream implements AutoCloseable {

    private static final int SERIES = 10_000;
    private static final int CONNECTIONS = 2;
    private static final Duration REFRESH = Duration.ofSeconds(10);

    private final Service service;
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS + 1);
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final long began = System.nanoTime();

    /** Starts at once. */
    LiveStream(Service service, double pointsPerSecond) {
        this.service = service;
        long period = (long) (1e9 * CONNECTIONS * SERIES / pointsPerSecond);
        for (int i = 0; i < CONNECTIONS; i++) {
            running.add(threads.submit(sending(period)));
        }
        running.add(threads.submit(() -> {
            while (!end.await(REFRESH.toSeconds(), TimeUnit.SECONDS)) {
                service.refresh(Instant.now());
                service.settle();
            }
            return null;
        }));
    }

    private Callable<Void> sending(long period) {
        return () -> {
            HttpConnection http = new HttpConnection(service.port());
            try (http) {
                long next = System.nanoTime();
                while (!end.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    http.post(
                            "/api/points",
                            Format.FLEET_JSON.contentType(),
                            Format.FLEET_JSON.body(tick(Instant.now())));
                    sent.addAndGet(SERIES);
                    next += period;
                }
            }
            return null;
        };
    }

    /** How many points a second the service takes of this kind when nothing else is going on. */
    static double maximum(Service service, int requests) throws Exception {
        Instant start = Bench.now();
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            batches.add(tick(start.plusMillis(i)));
        }
        Load load = Format.FLEET_JSON.load(service, CONNECTIONS, batches);
        load.run(service);
        return Batch.points(batches) / load.run(service).seconds();
    }

    private static Batch tick(Instant time) {
        return new Grid(Signal.GAUGE, SERIES, time, Duration.ofSeconds(1))
                .ticks(0, 1, 1)
                .get(0);
    }

    /** Points per second so far. */
    double rate() {
        return sent.get() / ((System.nanoTime() - began) / 1e9);
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        threads.shutdown();
        for (Future<?> thread : running) {
            try {
                thread.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IOException("the stream of live points ended", e);
            }
        }
    }
}
