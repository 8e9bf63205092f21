package io.varve.backfill;

import io.varve.operations.Rounds;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs a {@link BackfillCycle} every {@code varve.backfill.interval}, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class BackfillScheduler {

    private final BackfillCycle cycle;
    private final Rounds rounds;

    BackfillScheduler(BackfillCycle cycle, Rounds rounds) {
        this.cycle = cycle;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "${varve.backfill.interval:5s}")
    void takeOn() {
        rounds.begin("a backfill", cycle::run);
    }
}
