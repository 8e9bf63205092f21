package io.varve.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** {@code varve.reconcile.checked} and {@code varve.reconcile.mismatches}: buckets, per tier. */
@Component
class ReconcileMeters {

    private final MeterRegistry registry;

    ReconcileMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(String tier, Step step) {
        counter("varve.reconcile.checked", "Buckets that were compared with their points", tier)
                .increment(step.checked());
        counter("varve.reconcile.mismatches", "Buckets that disagreed with their points", tier)
                .increment(step.mismatches());
    }

    private Counter counter(String name, String description, String tier) {
        return Counter.builder(name).description(description).tag("tier", tier).register(registry);
    }
}
