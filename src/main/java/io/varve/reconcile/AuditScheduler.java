package io.varve.reconcile;

import io.varve.operations.Rounds;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs an {@link Audit} every {@code varve.reconcile.interval}. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class AuditScheduler {

    private final Audit audit;
    private final Rounds rounds;

    AuditScheduler(Audit audit, Rounds rounds) {
        this.audit = audit;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "${varve.reconcile.interval:1m}", initialDelayString = "30s")
    void audit() {
        rounds.begin("the audit of a sample", now -> audit.run());
    }
}
