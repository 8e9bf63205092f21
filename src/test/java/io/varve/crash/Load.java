package io.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Two writers and one who asks, as fast as they get answers, until they are told to pause. */
final class Load implements AutoCloseable {

    static final int WRITERS = 2;
    private static final int ASKERS = 1;

    private final Site site;
    private final Questions questions;

    private final List<Writer> writers = new ArrayList<>();
    private final ReadWriteLock working = new ReentrantReadWriteLock(true);
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS + ASKERS);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Points that are older than this are merged; from it on until a day ago none are written. */
    private volatile Instant floor = Instant.MIN;

    /** Until then a request that was refused is sent again, or nobody might be left to come to a point. */
    private volatile boolean leavesUnknown;

    /** @param instances which instance the n-th request of a thread goes to */
    Load(Site site, Questions questions, long seed, IntUnaryOperator instances) {
        this.site = site;
        this.questions = questions;
        working.writeLock().lock();
        for (int i = 0; i < WRITERS; i++) {
            Writer writer = new Writer(i, seed + i);
            writers.add(writer);
            threads.execute(() -> repeat(number -> write(instances.applyAsInt(number), writer)));
        }
        for (int i = 0; i < ASKERS; i++) {
            Random random = new Random(seed - 1 - i);
            threads.execute(() -> repeat(number -> ask(instances.applyAsInt(number), random)));
        }
    }

    interface Work {
        /** Returns a batch whose fate has to be known before the next one. */
        @Nullable
        Batch next(int number) throws IOException;
    }

    /** A point of every series, so that each can be asked for. */
    void begin() throws IOException {
        for (Writer writer : writers) {
            Batch batch = writer.first(site.ledger.tick(), site.clock.now());
            site.ledger.send(batch);
            if (!isAcknowledged(0, batch)) {
                throw new IOException("nothing can be written");
            }
        }
    }

    /** Call from the thread that paused. */
    void go(Instant rawFloor) {
        floor = rawFloor;
        leavesUnknown = false;
        working.writeLock().unlock();
    }

    /** From now on it has to be found out what became of a request that failed. */
    void leaveUnknown() {
        leavesUnknown = true;
    }

    /** Returns once no request is under way. Fails if something was wrong meanwhile. */
    void pause() {
        working.writeLock().lock();
        check();
    }

    void check() {
        Throwable found = failure.get();
        if (found != null) {
            throw new AssertionError("while others worked: " + found.getMessage(), found);
        }
    }

    private void repeat(Work work) {
        try {
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                Batch batch;
                working.readLock().lockInterruptibly();
                try {
                    batch = work.next(number);
                } finally {
                    working.readLock().unlock();
                }
                if (batch != null) {
                    batch.known.get();
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | RuntimeException | AssertionError e) {
            if (!Thread.currentThread().isInterrupted()) {
                failure.compareAndSet(null, e);
            }
        }
    }

    private Batch write(int instance, Writer writer) {
        Batch batch = writer.next(site.ledger.tick(), site.clock.now(), floor);
        site.ledger.send(batch);
        while (!isAcknowledged(instance, batch) && !leavesUnknown) {
            site.awaitReady(instance);
        }
        return batch;
    }

    private boolean isAcknowledged(int instance, Batch batch) {
        try {
            HttpResponse<String> answer = site.post(instance, batch.path(), batch.body());
            if (answer.statusCode() != 503) {
                assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
                site.ledger.acknowledge(batch);
            }
        } catch (IOException e) {
            // The service is away.
        }
        return batch.isKnown();
    }

    private @Nullable Batch ask(int instance, Random random) {
        String series = Writer.series(random.nextInt(WRITERS)).get(random.nextInt(Writer.SERIES));
        try {
            questions.askWhileOthersWrite(instance, series, random, site.clock.now());
        } catch (IOException e) {
            site.awaitReady(instance);
        }
        return null;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
