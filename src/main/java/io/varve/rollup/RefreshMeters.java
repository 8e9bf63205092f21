package io.varve.rollup;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.varve.rollup.RefreshRepository.TierProgress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * {@code varve.refresh} (timer per tier), {@code varve.refresh.failures}, {@code varve.refresh.lag} (seconds the
 * watermark could move, 0 when up to date) and {@code varve.invalidations.pending} (log entries), the last two as of the
 * end of the latest round.
 */
@Component
class RefreshMeters {

    private static final String TIER = "tier";

    private final MeterRegistry registry;
    private final Map<String, TierProgress> latest = new ConcurrentHashMap<>();

    RefreshMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void record(String tier, Runnable refresh) {
        Timer.builder("varve.refresh")
                .description("Time one round of refreshing a tier took")
                .tag(TIER, tier)
                .register(registry)
                .record(refresh);
    }

    void failed(String tier) {
        registry.counter("varve.refresh.failures", TIER, tier).increment();
    }

    void update(List<TierProgress> progress) {
        for (TierProgress tier : progress) {
            if (latest.put(tier.tier(), tier) == null) {
                register(tier.tier());
            }
        }
    }

    private void register(String tier) {
        Gauge.builder("varve.refresh.lag", latest, now -> progress(now, tier).lagSeconds())
                .description("Seconds the watermark of a tier could move forward")
                .baseUnit("seconds")
                .tag(TIER, tier)
                .register(registry);
        Gauge.builder(
                        "varve.invalidations.pending",
                        latest,
                        now -> progress(now, tier).pending())
                .description("Entries of the invalidation log that wait to be recomputed")
                .tag(TIER, tier)
                .register(registry);
    }

    private static TierProgress progress(Map<String, TierProgress> latest, String tier) {
        return latest.getOrDefault(tier, new TierProgress(tier, Double.NaN, 0));
    }
}
