package io.varve.retention;

import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Looks every {@code varve.retention.check-interval} whether a run is due, at the database's time: {@code
 * varve.retention.interval} after the last one, of any instance, that left nothing behind.
 */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class RetentionScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionScheduler.class);

    private final RetentionCycle cycle;
    private final RetentionRepository repository;
    private final RetentionProperties properties;
    private final InstantSource clock;

    RetentionScheduler(
            RetentionCycle cycle, RetentionRepository repository, RetentionProperties properties, InstantSource clock) {
        this.cycle = cycle;
        this.repository = repository;
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${varve.retention.check-interval:1h}", initialDelayString = "1m")
    void check() {
        try {
            Instant now = clock.instant();
            if (repository.isDue(now, properties.interval())) {
                cycle.runDue(now);
            }
        } catch (DataAccessException | TransactionException | RefusedRetentionException e) {
            LOG.warn("retention could not start and will be tried again: {}", e.getMessage());
        }
    }
}
