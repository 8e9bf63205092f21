package io.varve.backfill;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs a {@link BackfillCycle} every {@code varve.backfill.interval}, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class BackfillScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(BackfillScheduler.class);

    private final BackfillCycle cycle;
    private final InstantSource clock;

    BackfillScheduler(BackfillCycle cycle, InstantSource clock) {
        this.cycle = cycle;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${varve.backfill.interval:5s}")
    void takeOn() {
        try {
            cycle.run(clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("a step of a backfill failed and will be tried again: {}", e.getMessage());
        }
    }
}
