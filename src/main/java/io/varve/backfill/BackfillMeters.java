package io.varve.backfill;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * {@code varve.backfill.stretches}, days of a series this instance logged to be rebuilt, and {@code varve.backfill.remaining}, the days that
 * backfills still have before them, as of this instance's latest look.
 */
@Component
class BackfillMeters {

    private final Counter stretches;
    private final AtomicLong remaining = new AtomicLong();

    BackfillMeters(MeterRegistry registry) {
        stretches = Counter.builder("varve.backfill.stretches")
                .description("Days of a series that were logged to be rebuilt")
                .register(registry);
        Gauge.builder("varve.backfill.remaining", remaining, AtomicLong::get)
                .description("Days that backfills have still to go through")
                .baseUnit("days")
                .register(registry);
    }

    void logged(int count) {
        stretches.increment(count);
    }

    void update(long remainingDays) {
        remaining.set(remainingDays);
    }
}
