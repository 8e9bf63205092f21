package io.varve.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code varve.job.health} (0 OK or running, 1 WARNING, 2 ALERT), {@code varve.job.attempts} (failures in a row), {@code varve.job.paused},
 * {@code varve.job.overdue} (seconds) and {@code varve.job.set.aside} (entries of the invalidation log), by kind of job and tier, as of
 * this instance's latest look.
 */
@Component
class MonitorMeters {

    private final MeterRegistry registry;
    private final Map<Job, Standing> latest = new ConcurrentHashMap<>();

    MonitorMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void update(List<Standing> standings) {
        for (Standing standing : standings) {
            Job job = new Job(standing.job(), standing.tier());
            if (latest.put(job, standing) == null) {
                register(job, standing);
            }
        }
    }

    private void register(Job job, Standing first) {
        gauge(job, "varve.job.health", "0 OK or running, 1 WARNING, 2 ALERT", null, MonitorMeters::level);
        gauge(job, "varve.job.attempts", "Failures in a row", null, Standing::attempts);
        gauge(
                job,
                "varve.job.paused",
                "1 while it is paused",
                null,
                now -> now.state().equals("paused") ? 1 : 0);
        if (first.pending() != null) {
            gauge(
                    job,
                    "varve.job.overdue",
                    "Since the next bucket ended",
                    "seconds",
                    now -> orNaN(now.overdueSeconds()));
            gauge(job, "varve.job.set.aside", "Entries that fail by themselves", null, now -> orNaN(now.setAside()));
        }
    }

    private void gauge(
            Job job, String name, String description, @Nullable String unit, ToDoubleFunction<Standing> value) {
        Gauge.builder(name, latest, all -> {
                    Standing now = all.get(job);
                    return now == null ? Double.NaN : value.applyAsDouble(now);
                })
                .description(description)
                .baseUnit(unit)
                .tag("kind", job.kind())
                .tag("tier", job.tier())
                .register(registry);
    }

    private static double level(Standing standing) {
        return switch (standing.health()) {
            case Standing.ALERT -> 2;
            case Standing.WARNING -> 1;
            default -> 0;
        };
    }

    private static double orNaN(@Nullable Number number) {
        return number == null ? Double.NaN : number.doubleValue();
    }
}
