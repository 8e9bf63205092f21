package io.varve.custom;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs a {@link RollupCycle} every {@code varve.rollups.interval}, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class RollupScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(RollupScheduler.class);

    private final RollupCycle cycle;
    private final InstantSource clock;

    RollupScheduler(RollupCycle cycle, InstantSource clock) {
        this.cycle = cycle;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${varve.rollups.interval:10s}", initialDelayString = "3s")
    void refresh() {
        try {
            cycle.run(clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("refreshing custom rollups failed and will be tried again: {}", e.getMessage());
        }
    }
}
