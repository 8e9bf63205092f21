package io.varve.imports;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs an {@link ImportCycle} every {@code varve.imports.interval}, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class ImportScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(ImportScheduler.class);

    private final ImportCycle cycle;
    private final InstantSource clock;

    ImportScheduler(ImportCycle cycle, InstantSource clock) {
        this.cycle = cycle;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${varve.imports.interval:1m}", initialDelayString = "10s")
    void read() {
        try {
            cycle.run(clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("imports could not start and will be tried again: {}", e.getMessage());
        }
    }
}
