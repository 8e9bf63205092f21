package io.varve.profile;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs a {@link ProfileCycle} every {@code varve.profile.interval}. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class ProfileScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileScheduler.class);

    private final ProfileCycle cycle;
    private final InstantSource clock;

    ProfileScheduler(ProfileCycle cycle, InstantSource clock) {
        this.cycle = cycle;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${varve.profile.interval:1m}", initialDelayString = "10s")
    void profile() {
        try {
            cycle.run(clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("profiling could not start and will be tried again: {}", e.getMessage());
        }
    }
}
