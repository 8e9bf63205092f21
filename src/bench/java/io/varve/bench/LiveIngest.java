package io.varve.bench;

import io.varve.bench.Batch.Grid;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Points of many series as they come: each request has the same ten ticks of a thousand series. */
final class LiveIngest implements Scenario {

    private static final int SERIES = 1000;
    private static final int TICKS_EACH = 10;
    private static final int CONNECTIONS = 2;
    private static final int ROUNDS = 3;
    private static final Map<Format, Target> TARGETS =
            Map.of(Format.JSON, Target.atLeast(0.45).aim(0.8), Format.NDJSON, Target.atLeast(0.55));
    private static final List<Format> FORMATS = List.of(Format.JSON, Format.NDJSON, Format.TAGGED_JSON);

    private final Map<Format, Rates> measured = new EnumMap<>(Format.class);
    private final Rates baseline = new Rates();
    private Grid next = new Grid(Signal.GAUGE, SERIES, Instant.EPOCH, Duration.ofSeconds(10));

    @Override
    public String name() {
        return "live";
    }

    @Override
    public String title() {
        return "Live ingest";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int requests = bench.scaled(100, 10);
        try (Service service = bench.start()) {
            Baselines.createTimeFirstTable(service.database());
            // The fence stands at the present, as in operation: what follows is newer and logs no invalidations.
            next = next.from(Bench.now());
            service.refresh(next.start());
            // The first round only warms up.
            for (int round = 0; round <= ROUNDS; round++) {
                round(service, requests, round > 0);
            }
        }
        FORMATS.forEach(format -> report(bench.section(), format));
        bench.section()
                .note("Baseline: pgjdbc binary COPY of the same rows, 10,000 per commit, over 2 connections into a"
                        + " plain table partitioned by month with primary key (time, series_id).");
        bench.section().note("Processor seconds per million points of the baseline: " + baseline.cpuPerMillion() + ".");
    }

    private void round(Service service, int requests, boolean counted) throws Exception {
        List<Batch> copied = take(service, requests);
        Timing copy = Copy.load(service.database(), Baselines.TIME_FIRST, CONNECTIONS, copied)
                .run(service);
        if (counted) {
            baseline.add(copied, copy);
        }
        for (Format format : FORMATS) {
            List<Batch> sent = take(service, requests);
            Timing timing = format.load(service, CONNECTIONS, sent).run(service);
            if (counted) {
                measured.computeIfAbsent(format, key -> new Rates()).add(sent, timing);
            }
        }
    }

    private List<Batch> take(Service service, int requests) {
        service.database().checkpoint();
        List<Batch> batches = next.ticks(requests, TICKS_EACH);
        next = next.from(next.at((long) requests * TICKS_EACH));
        return batches;
    }

    private void report(Section section, Format format) {
        Rates rates = Objects.requireNonNull(measured.get(format));
        section.ratio(
                format + ", 10,000 points a request",
                rates.text(),
                baseline.text(),
                rates.perSecond() / baseline.perSecond(),
                TARGETS.get(format));
        section.note("Processor seconds per million points, " + format + ": " + rates.cpuPerMillion() + ".");
    }
}
