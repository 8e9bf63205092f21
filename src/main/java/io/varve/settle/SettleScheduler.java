package io.varve.settle;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs a {@link SettleCycle} every {@code varve.settle.interval}. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class SettleScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(SettleScheduler.class);

    private final SettleCycle cycle;

    SettleScheduler(SettleCycle cycle) {
        this.cycle = cycle;
    }

    @Scheduled(fixedDelayString = "${varve.settle.interval:1m}", initialDelayString = "5s")
    void settle() {
        try {
            cycle.run();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("settling could not start and will be tried again: {}", e.getMessage());
        }
    }
}
