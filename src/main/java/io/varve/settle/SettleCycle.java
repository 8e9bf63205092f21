package io.varve.settle;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * One round of settling, shard by shard. Any number of instances may run rounds at the same time: what one is working
 * on, the others pass over. Meters: {@code varve.settle} (a round), {@code varve.settle.rows} (rows of the log that went),
 * {@code varve.settle.failures}.
 */
@Component
public class SettleCycle {

    private static final Job JOB = new Job("settle", "raw");
    private static final String MISSING_PARTITION = "23514";

    private final SettleRepository repository;
    private final SettleProperties properties;
    private final Timer rounds;
    private final Counter rows;
    private final Counter failures;
    private final Ledger ledger;

    SettleCycle(SettleRepository repository, SettleProperties properties, MeterRegistry registry, Ledger ledger) {
        this.ledger = ledger;
        this.repository = repository;
        this.properties = properties;
        this.rounds = Timer.builder("varve.settle")
                .description("Time one round of settling took")
                .register(registry);
        this.rows = registry.counter("varve.settle.rows");
        this.failures = registry.counter("varve.settle.failures");
    }

    /** Settles what is due, unless it failed lately; returns the rows of the log that went. */
    public long run() {
        AtomicLong settled = new AtomicLong();
        rounds.record(() -> ledger.runIfDue(JOB, run -> settle(run, properties.keep(), settled)));
        return settled.get();
    }

    /** Settles every hour that is over, also those that {@link #run} would leave in the log for a while. */
    public long runAll() {
        AtomicLong settled = new AtomicLong();
        rounds.record(() -> ledger.run(JOB, run -> settle(run, Duration.ZERO, settled)));
        return settled.get();
    }

    /** A shard that fails is left for later; it does not keep the others from their work. */
    private void settle(Run run, Duration keep, AtomicLong settled) {
        RuntimeException failure = null;
        int shards = repository.shardCount();
        for (int shard = 0; shard < shards; shard++) {
            try {
                settled.addAndGet(shard(run, shard, keep));
            } catch (DataAccessException | TransactionException e) {
                failures.increment();
                failure = e;
            }
        }
        rows.increment(settled.get());
        if (failure != null) {
            throw failure;
        }
    }

    private long shard(Run run, int shard, Duration keep) {
        long sum = 0;
        for (int batch = 0; batch < properties.maxBatches(); batch++) {
            int settled = settle(shard, keep);
            if (settled == 0) {
                break;
            }
            run.begin();
            run.took(settled);
            sum += settled;
        }
        return sum;
    }

    private int settle(int shard, Duration keep) {
        try {
            return repository.settle(shard, keep, properties.batchSize());
        } catch (DataAccessException e) {
            if (e.getRootCause() instanceof SQLException cause && MISSING_PARTITION.equals(cause.getSQLState())) {
                repository.ensurePartitions();
                return repository.settle(shard, keep, properties.batchSize());
            }
            throw e;
        }
    }
}
