package io.varve.maintenance;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Looks every minute whether {@link Maintenance} is due, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class MaintenanceScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceScheduler.class);

    private final Maintenance maintenance;
    private final InstantSource clock;

    MaintenanceScheduler(Maintenance maintenance, InstantSource clock) {
        this.maintenance = maintenance;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "1m", initialDelayString = "1m")
    void check() {
        try {
            maintenance.runDue(clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("maintenance could not start and will be tried again: {}", e.getMessage());
        }
    }
}
