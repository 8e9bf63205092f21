package io.varve.retention;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.varve.retention.RetentionReport.TierReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code varve.retention} (a run), and per tier {@code varve.retention.dropped} (partitions), {@code .deleted} (rows), {@code
 * .failures}, {@code .floor.age} (seconds from the floor to the run) and {@code .held} (seconds since the first of the runs
 * that left something behind, 0 after one that did not), the last two as of this instance's latest run.
 */
@Component
class RetentionMeters {

    private static final String TIER = "tier";

    private final MeterRegistry registry;
    private final Timer runs;
    private final Map<String, State> latest = new ConcurrentHashMap<>();

    RetentionMeters(MeterRegistry registry) {
        this.registry = registry;
        this.runs = Timer.builder("varve.retention")
                .description("Time one run of retention took")
                .register(registry);
    }

    /** Since when every run has left something behind; null if the latest did not. */
    private record State(
            Instant now, @Nullable Instant floor, @Nullable Instant heldSince) {

        double floorAge() {
            return floor == null ? Double.NaN : seconds(floor, now);
        }

        double held() {
            return heldSince == null ? 0 : seconds(heldSince, now);
        }
    }

    <T> T record(Supplier<T> run) {
        Timer.Sample sample = Timer.start(registry);
        try {
            return run.get();
        } finally {
            sample.stop(runs);
        }
    }

    void failed(String tier) {
        registry.counter("varve.retention.failures", TIER, tier).increment();
    }

    void update(RetentionReport report) {
        for (TierReport tier : report.tiers()) {
            registry.counter("varve.retention.dropped", TIER, tier.tier())
                    .increment(tier.partitions().size());
            registry.counter("varve.retention.deleted", TIER, tier.tier()).increment(tier.deletedRows());
            if (latest.put(tier.tier(), state(tier, report.now())) == null) {
                register(tier.tier());
            }
        }
    }

    private State state(TierReport tier, Instant now) {
        State before = latest.get(tier.tier());
        Instant since = before == null || before.heldSince() == null ? now : before.heldSince();
        return new State(now, tier.reachedFloor(), tier.isComplete() ? null : since);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private void register(String tier) {
        Gauge.builder("varve.retention.floor.age", latest, states -> value(states, tier, State::floorAge))
                .description("Seconds from a tier's floor to the latest run")
                .baseUnit("seconds")
                .tag(TIER, tier)
                .register(registry);
        Gauge.builder("varve.retention.held", latest, states -> value(states, tier, State::held))
                .description("Seconds since runs have left behind something of a tier that should have gone")
                .baseUnit("seconds")
                .tag(TIER, tier)
                .register(registry);
    }

    private static double value(Map<String, State> states, String tier, ToDoubleFunction<State> value) {
        State state = states.get(tier);
        return state == null ? Double.NaN : value.applyAsDouble(state);
    }
}
