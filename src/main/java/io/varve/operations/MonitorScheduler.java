package io.varve.operations;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Has the {@link Monitor} look every {@code varve.operations.interval}, measure every {@code varve.operations.measure-interval}, and
 * prune every hour, at the database's time.
 */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class MonitorScheduler {

    private final Monitor monitor;
    private final Rounds rounds;

    MonitorScheduler(Monitor monitor, Rounds rounds) {
        this.monitor = monitor;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "${varve.operations.interval:10s}")
    void look() {
        rounds.begin("a look at the jobs", monitor::look);
    }

    @Scheduled(fixedDelayString = "${varve.operations.measure-interval:10m}", initialDelayString = "30s")
    void measure() {
        rounds.begin("a measurement of what is stored", monitor::measure);
    }

    @Scheduled(fixedDelayString = "1h", initialDelayString = "5m")
    void prune() {
        rounds.begin("pruning of the ledger", monitor::prune);
    }
}
