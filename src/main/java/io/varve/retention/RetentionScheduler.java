package io.varve.retention;

import io.varve.operations.Rounds;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

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
    private final Rounds rounds;

    RetentionScheduler(
            RetentionCycle cycle, RetentionRepository repository, RetentionProperties properties, Rounds rounds) {
        this.cycle = cycle;
        this.repository = repository;
        this.properties = properties;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "${varve.retention.check-interval:1h}", initialDelayString = "1m")
    void check() {
        rounds.begin("retention", this::runIfDue);
    }

    private void runIfDue(Instant now) {
        if (repository.isDue(now, properties.interval())) {
            try {
                cycle.runDue(now);
            } catch (RefusedRetentionException e) {
                LOG.warn("retention removes nothing until its policies are right: {}", e.getMessage());
            }
        }
    }
}
