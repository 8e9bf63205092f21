package io.varve.operations;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Has the {@link Monitor} look every {@code varve.operations.interval}, and prune every hour, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class MonitorScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorScheduler.class);

    private final Monitor monitor;
    private final InstantSource clock;

    MonitorScheduler(Monitor monitor, InstantSource clock) {
        this.monitor = monitor;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${varve.operations.interval:10s}")
    void look() {
        unlessAway(() -> monitor.look(clock.instant()));
    }

    @Scheduled(fixedDelayString = "1h", initialDelayString = "5m")
    void prune() {
        unlessAway(() -> monitor.prune(clock.instant()));
    }

    private static void unlessAway(Runnable work) {
        try {
            work.run();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the monitor could not look and will try again: {}", e.getMessage());
        }
    }
}
