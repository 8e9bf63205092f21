package io.varve.settle;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(SettleCycle.class);
    private static final String MISSING_PARTITION = "23514";

    private final SettleRepository repository;
    private final SettleProperties properties;
    private final Timer rounds;
    private final Counter rows;
    private final Counter failures;

    SettleCycle(SettleRepository repository, SettleProperties properties, MeterRegistry registry) {
        this.repository = repository;
        this.properties = properties;
        this.rounds = Timer.builder("varve.settle")
                .description("Time one round of settling took")
                .register(registry);
        this.rows = registry.counter("varve.settle.rows");
        this.failures = registry.counter("varve.settle.failures");
    }

    /** Settles what is due; returns the rows of the log that went. */
    public long run() {
        return run(properties.keep());
    }

    /** Settles every hour that is over, also those that {@link #run} would leave in the log for a while. */
    public long runAll() {
        return run(Duration.ZERO);
    }

    private long run(Duration keep) {
        return rounds.record(() -> {
            long settled = 0;
            for (int shard = 0; shard < repository.shardCount(); shard++) {
                settled += shard(shard, keep);
            }
            rows.increment(settled);
            return settled;
        });
    }

    /** A shard that fails is left for the next round; it does not keep the others from their work. */
    private long shard(int shard, Duration keep) {
        long sum = 0;
        try {
            for (int batch = 0; batch < properties.maxBatches(); batch++) {
                int settled = settle(shard, keep);
                if (settled == 0) {
                    break;
                }
                sum += settled;
            }
        } catch (DataAccessException | TransactionException e) {
            failures.increment();
            LOG.warn("settling shard {} failed and will be tried again: {}", shard, e.getMessage());
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
