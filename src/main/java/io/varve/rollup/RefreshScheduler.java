package io.varve.rollup;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs a {@link RefreshCycle} every {@code varve.refresh.interval}, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class RefreshScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(RefreshScheduler.class);

    private final RefreshCycle cycle;
    private final InstantSource clock;

    RefreshScheduler(RefreshCycle cycle, InstantSource clock) {
        this.cycle = cycle;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${varve.refresh.interval:10s}", initialDelayString = "1s")
    void refresh() {
        try {
            cycle.run(clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("refresh could not start and will be tried again: {}", e.getMessage());
        }
    }
}
