package io.varve.rollup;

import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import io.varve.rollup.RefreshRepository.RefreshedTier;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * One round of refreshing: every tier, finer before coarser, first moves forward as far as its source allows, then
 * recomputes what the log says is out of date, then packs buckets that are unlikely to change any more. Any number of instances may run rounds at the same time: what one is
 * working on, the others pass over.
 */
@Component
public class RefreshCycle {

    private final RefreshRepository repository;
    private final RefreshPace pace;
    private final RefreshProperties properties;
    private final RefreshMeters meters;
    private final Ledger ledger;

    RefreshCycle(
            RefreshRepository repository,
            RefreshPace pace,
            RefreshProperties properties,
            RefreshMeters meters,
            Ledger ledger) {
        this.repository = repository;
        this.pace = pace;
        this.properties = properties;
        this.meters = meters;
        this.ledger = ledger;
    }

    /**
     * Refreshes all tiers as of {@code now}, the database's time. A tier that fails is tried again later and
     * later; it does not keep the others from their work.
     */
    public void run(Instant now) {
        for (RefreshedTier tier : repository.tiers()) {
            boolean succeeded = ledger.runIfDue(new Job("refresh", tier.name()), run -> refresh(tier, now, run));
            if (!succeeded) {
                meters.failed(tier.name());
            }
        }
        meters.update(repository.progress(now, properties.delay()));
    }

    /** Refreshes one tier that is called for, due or not; a failure is noted and thrown. */
    public void run(String name, Instant now) {
        for (RefreshedTier tier : repository.tiers()) {
            if (tier.name().equals(name)) {
                ledger.record(new Job("refresh", name), run -> {
                    refresh(tier, now, run);
                    return true;
                });
            }
        }
    }

    private void refresh(RefreshedTier tier, Instant now, Run run) {
        meters.record(tier.name(), () -> new TierRefresh(repository, properties, tier, now, run, pace).work());
    }
}
