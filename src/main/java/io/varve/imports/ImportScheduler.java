package io.varve.imports;

import io.varve.operations.Rounds;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs an {@link ImportCycle} every {@code varve.imports.interval}, at the database's time. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class ImportScheduler {

    private final ImportCycle cycle;
    private final Rounds rounds;

    ImportScheduler(ImportCycle cycle, Rounds rounds) {
        this.cycle = cycle;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "${varve.imports.interval:1m}", initialDelayString = "10s")
    void read() {
        rounds.begin("import", cycle::run);
    }
}
