package io.varve.operations;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Notes slow queries in {@code ops.slow_query}, after they are answered and on the pool of jobs, so that nobody who asks waits
 * for it: at most so many a minute, and now and then one with its plan. {@code varve.query.slow} counts all.
 */
@Component
public class SlowQueries implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(SlowQueries.class);
    private static final int WAITING = 100;

    private final SlowQueryRepository repository;
    private final SlowQueryProperties properties;
    private final InstantSource clock;
    private final Instance instance;
    private final Counter slow;
    private final Allowance rows;
    private final Allowance plans;
    private final AtomicLong leftOut = new AtomicLong();
    private final ThreadPoolExecutor writer =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                Thread thread = new Thread(work, "varve-slow-queries");
                thread.setDaemon(true);
                return thread;
            });

    SlowQueries(
            SlowQueryRepository repository,
            SlowQueryProperties properties,
            InstantSource clock,
            Instance instance,
            MeterRegistry registry) {
        this.repository = repository;
        this.properties = properties;
        this.clock = clock;
        this.instance = instance;
        this.rows = new Allowance(properties.perMinute(), Duration.ofMinutes(1));
        this.plans = new Allowance(1, properties.explainEvery());
        this.slow = Counter.builder("varve.query.slow")
                .description("Queries that took longer than varve.slow-queries.after")
                .register(registry);
    }

    /** A plan, and how long it took to make. */
    record Plan(String text, double seconds) {}

    /** Whether a query that took so long is to be noted. */
    public boolean isSlow(Duration taken) {
        return properties.isSlow(taken);
    }

    /**
     * Has the query noted, soon.
     *
     * @param plan PostgreSQL's plan of its longest statement, made if it is time for one; null if it sent none
     */
    public void note(SlowQuery query, @Nullable Supplier<String> plan) {
        slow.increment();
        try {
            writer.execute(() -> write(query, plan));
        } catch (RejectedExecutionException e) {
            leftOut.incrementAndGet();
        }
    }

    private void write(SlowQuery query, @Nullable Supplier<String> plan) {
        try {
            Instant now = clock.instant();
            if (!rows.take(now)) {
                leftOut.incrementAndGet();
                return;
            }
            repository.insert(query, now, instance.name(), leftOut.getAndSet(0), sample(plan, now));
        } catch (RuntimeException e) {
            leftOut.incrementAndGet();
            LOG.warn("a slow query could not be noted: {}", e.getMessage());
        }
    }

    /** A plan that cannot be had keeps the query from being noted no more than one that is not due. */
    private @Nullable Plan sample(@Nullable Supplier<String> plan, Instant now) {
        if (plan == null || properties.explainEvery().isZero() || !plans.take(now)) {
            return null;
        }
        long begun = System.nanoTime();
        try {
            String text = plan.get();
            return new Plan(text, (System.nanoTime() - begun) / 1e9);
        } catch (RuntimeException e) {
            LOG.warn("the plan of a slow query could not be had: {}", e.getMessage());
            return null;
        }
    }

    @Override
    public void destroy() {
        writer.shutdownNow();
    }
}
