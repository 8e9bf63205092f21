package io.varve.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.varve.activity.Activity;
import io.varve.activity.Activity.Kind;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** How much comes in, by format: json, ndjson, csv, session; as meters, and a line of the activity log for each request. */
@Component
class IngestMeters {

    private final MeterRegistry registry;

    IngestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts what became of a request's points, also when it is refused, and takes its time. */
    <T> T timed(String format, Intake intake, Supplier<T> request) {
        Timer.Sample sample = Timer.start(registry);
        try {
            T answer = request.get();
            count(format, intake, sample, true);
            return answer;
        } catch (Ingestor.OutOfDate e) {
            // Nothing has become of it yet.
            throw e;
        } catch (RuntimeException | Error e) {
            count(format, intake, sample, false);
            throw e;
        }
    }

    private void count(String format, Intake intake, Timer.Sample sample, boolean stored) {
        long points = stored ? intake.accepted() : 0;
        long taken = sample.stop(Timer.builder("varve.ingest.requests")
                .tag("format", format)
                .tag("outcome", stored ? "stored" : "refused")
                .register(registry));
        Activity.of(Kind.WRITES, stored ? "points stored" : "points refused")
                .with("format", format)
                .with("points", points)
                .with("rejected", intake.errors.badPoints())
                .seconds(taken)
                .tell();
        registry.counter("varve.ingest.points", "format", format).increment(points);
        registry.counter("varve.ingest.rejected", "format", format).increment(intake.errors.badPoints());
    }
}
