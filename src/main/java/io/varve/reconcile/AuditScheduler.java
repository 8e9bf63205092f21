package io.varve.reconcile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs an {@link Audit} every {@code varve.reconcile.interval}. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class AuditScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(AuditScheduler.class);

    private final Audit audit;

    AuditScheduler(Audit audit) {
        this.audit = audit;
    }

    @Scheduled(fixedDelayString = "${varve.reconcile.interval:1m}", initialDelayString = "30s")
    void audit() {
        try {
            audit.run();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the audit of a sample failed, another one will be drawn: {}", e.getMessage());
        }
    }
}
