package io.varve.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** {@code varve.query}: time per query, errors included; {@code varve.query.segments}: segments served, by layer. */
@Component
class QueryMeters {

    private final MeterRegistry registry;
    private final Timer queries;

    QueryMeters(MeterRegistry registry) {
        this.registry = registry;
        this.queries = Timer.builder("varve.query")
                .description("Time to answer a query of /api/timeseries")
                .register(registry);
    }

    <T> T timed(Supplier<T> query) {
        return queries.record(query);
    }

    void served(List<Segment> segments) {
        for (Segment segment : segments) {
            Counter.builder("varve.query.segments")
                    .description("Segments of queries served, by tier")
                    .tag("tier", segment.resolution())
                    .register(registry)
                    .increment();
        }
    }
}
