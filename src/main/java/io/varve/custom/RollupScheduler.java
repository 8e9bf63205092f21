package io.varve.custom;

import io.varve.operations.Rounds;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs a {@link RollupCycle} every {@code varve.rollups.interval}, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class RollupScheduler {

    private final RollupCycle cycle;
    private final Rounds rounds;

    RollupScheduler(RollupCycle cycle, Rounds rounds) {
        this.cycle = cycle;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "${varve.rollups.interval:10s}", initialDelayString = "3s")
    void refresh() {
        rounds.begin("refresh of custom rollups", cycle::run);
    }
}
