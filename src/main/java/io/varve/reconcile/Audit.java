package io.varve.reconcile;

import io.varve.operations.Ledger;
import io.varve.operations.Run;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Audits tiers and custom rollups: compares random samples of what is stored, drawn by {@code rollup.audit_parts}, with their points, or
 * sources. Any number of instances may run it; one of them gets each turn.
 */
@Component
class Audit {

    private final Steps steps;
    private final ReconcileProperties properties;
    private final Ledger ledger;

    Audit(Steps steps, ReconcileProperties properties, Ledger ledger) {
        this.steps = steps;
        this.properties = properties;
        this.ledger = ledger;
    }

    /**
     * Audits one sample, if it is time for one, no other instance does, and audits are neither paused nor waiting after a
     * failure; returns the buckets that were compared.
     */
    long run() {
        if (properties.sampleSeries() == 0
                || !ledger.isDue(Reconciler.JOB)
                || !steps.claimAudit(properties.interval())) {
            return 0;
        }
        return ledger.record(Reconciler.JOB, this::sample);
    }

    private long sample(Run run) {
        List<Steps.Part> parts = steps.sample(properties.sampleSeries(), properties.sampleHours());
        if (parts.isEmpty()) {
            return 0;
        }
        run.begin();
        long checked = 0;
        for (Steps.Part part : parts) {
            checked += steps.take(part.tier(), part.series(), part.from(), part.to(), properties.repair())
                    .checked();
        }
        run.took(checked);
        return checked;
    }
}
