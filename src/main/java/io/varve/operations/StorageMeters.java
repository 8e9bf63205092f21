package io.varve.operations;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.varve.operations.MonitorRepository.DatabaseSize;
import io.varve.operations.StorageQueries.TierStats;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code varve.storage.size} and {@code varve.storage.growth} (bytes, and bytes a day, by tier), {@code varve.database.size} and {@code
 * varve.database.blocks} (found in memory or read), as of this instance's latest measurement.
 */
@Component
class StorageMeters {

    private final MeterRegistry registry;
    private final Map<String, TierStats> tiers = new ConcurrentHashMap<>();
    private volatile @Nullable DatabaseSize database;

    StorageMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void update(List<TierStats> measured, DatabaseSize size) {
        for (TierStats tier : measured) {
            if (tiers.put(tier.tier(), tier) == null) {
                gauge("varve.storage.size", "What it takes, indexes included", tier.tier(), TierStats::totalBytes);
                gauge("varve.storage.growth", "What a day brings", tier.tier(), TierStats::bytesPerDay);
            }
        }
        boolean first = database == null;
        database = size;
        if (first) {
            Gauge.builder("varve.database.size", this, now -> now.measured(DatabaseSize::bytes))
                    .description("What the database takes")
                    .baseUnit("bytes")
                    .register(registry);
            blocks("hit", DatabaseSize::blocksHit);
            blocks("read", DatabaseSize::blocksRead);
        }
    }

    private void gauge(String name, String description, String tier, ToDoubleFunction<TierStats> value) {
        Gauge.builder(name, tiers, all -> {
                    TierStats now = all.get(tier);
                    return now == null ? Double.NaN : value.applyAsDouble(now);
                })
                .description(description)
                .baseUnit("bytes")
                .tag("tier", tier)
                .register(registry);
    }

    private void blocks(String result, ToDoubleFunction<DatabaseSize> value) {
        FunctionCounter.builder("varve.database.blocks", this, now -> now.measured(value))
                .description("Pages that PostgreSQL found in its memory, or had to read")
                .tag("result", result)
                .register(registry);
    }

    private double measured(ToDoubleFunction<DatabaseSize> value) {
        DatabaseSize now = database;
        return now == null ? Double.NaN : value.applyAsDouble(now);
    }
}
