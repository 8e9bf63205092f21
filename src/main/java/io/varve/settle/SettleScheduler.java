package io.varve.settle;

import io.varve.operations.Rounds;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs a {@link SettleCycle} every {@code varve.settle.interval}. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class SettleScheduler {

    private final SettleCycle cycle;
    private final Rounds rounds;

    SettleScheduler(SettleCycle cycle, Rounds rounds) {
        this.cycle = cycle;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "${varve.settle.interval:1m}", initialDelayString = "5s")
    void settle() {
        rounds.begin("settling", now -> cycle.run());
    }
}
