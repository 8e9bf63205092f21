package io.varve.maintenance;

import io.varve.operations.Rounds;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Looks every minute whether {@link Maintenance} is due, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class MaintenanceScheduler {

    private final Maintenance maintenance;
    private final Rounds rounds;

    MaintenanceScheduler(Maintenance maintenance, Rounds rounds) {
        this.maintenance = maintenance;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "1m", initialDelayString = "1m")
    void check() {
        rounds.begin("maintenance", maintenance::runDue);
    }
}
