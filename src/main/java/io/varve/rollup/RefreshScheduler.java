package io.varve.rollup;

import io.varve.operations.Rounds;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs a {@link RefreshCycle} every {@code varve.refresh.interval}, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class RefreshScheduler {

    private final RefreshCycle cycle;
    private final Rounds rounds;

    RefreshScheduler(RefreshCycle cycle, Rounds rounds) {
        this.cycle = cycle;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "${varve.refresh.interval:10s}", initialDelayString = "1s")
    void refresh() {
        rounds.begin("refresh", cycle::run);
    }
}
