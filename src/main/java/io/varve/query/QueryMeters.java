package io.varve.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** {@code varve.query}: time per query, errors included; {@code varve.query.segments}: segments served, by layer. */
@Component
class QueryMeters {

    /** Of the histogram: what answers are hoped to take, what is slow, and what times out. */
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final RunningQueries running;
    private final Timer queries;

    QueryMeters(MeterRegistry registry, RunningQueries running) {
        this.registry = registry;
        this.running = running;
        this.queries = Timer.builder("varve.query")
                .description("Time to answer a query of /api/timeseries")
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    <T> T timed(Supplier<T> query) {
        return queries.record(query);
    }

    void served(List<Segment> segments) {
        running.account().served(segments);
        for (Segment segment : segments) {
            Counter.builder("varve.query.segments")
                    .description("Segments of queries served, by tier")
                    .tag("tier", segment.resolution())
                    .register(registry)
                    .increment();
        }
    }
}
