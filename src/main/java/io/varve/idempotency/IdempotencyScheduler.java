package io.varve.idempotency;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs an {@link IdempotencyCleanup} every {@code varve.idempotency.interval}. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class IdempotencyScheduler {

    private final IdempotencyCleanup cleanup;

    IdempotencyScheduler(IdempotencyCleanup cleanup) {
        this.cleanup = cleanup;
    }

    @Scheduled(fixedDelayString = "${varve.idempotency.interval:10m}", initialDelayString = "1m")
    void cleanUp() {
        cleanup.run();
    }
}
