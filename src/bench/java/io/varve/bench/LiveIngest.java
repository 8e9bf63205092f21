package io.varve.bench;

import io.varve.bench.Batch.Grid;
import io.varve.bench.IngestComparison.Variant;
import java.time.Duration;
import java.util.List;

/** Points of many series as they come: each request has the same ten ticks of a thousand series. */
final class LiveIngest implements Scenario {

    private static final int SERIES = 1000;
    private static final int TICKS = 10;
    private static final int CONNECTIONS = 2;
    private static final List<Variant> VARIANTS = List.of(
            new Variant("JSON", Format.JSON, CONNECTIONS, Target.atLeast(0.45).aim(0.8)),
            new Variant("NDJSON", Format.NDJSON, CONNECTIONS, Target.atLeast(0.55)),
            new Variant("JSON, with a tag", Format.FLEET_JSON, CONNECTIONS, null));

    @Override
    public String name() {
        return "live";
    }

    @Override
    public String title() {
        return "Live ingest: 10,000 points of 1,000 series a request, 2 connections";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int requests = bench.scaled(100, 10);
        try (Service service = bench.start()) {
            Baselines.createTimeFirst(service.database(), 0);
            Grid grid = new Grid(Signal.GAUGE, SERIES, Bench.now(), Duration.ofSeconds(10));
            // The fence stands at the present, as in operation: what follows is newer and logs no invalidations.
            service.refresh(grid.start());
            Turns turns = new Turns(grid, requests);
            IngestComparison comparison = new IngestComparison(service, VARIANTS);
            comparison.run(
                    turns::next, batches -> Copy.load(service.database(), Baselines.TIME_FIRST, CONNECTIONS, batches));
            comparison.report(
                    bench.section(),
                    "pgjdbc binary COPY of the same rows, 10,000 a commit, over 2 connections, into a plain table"
                            + " partitioned by month with primary key (time, series_id)");
        }
    }

    /** Time goes on from turn to turn. */
    private static final class Turns {

        private final Grid grid;
        private final int ticks;
        private long tick = TICKS;

        Turns(Grid grid, int requests) {
            this.grid = grid;
            this.ticks = requests * TICKS;
        }

        List<Batch> next() {
            tick += ticks;
            return grid.ticks(tick - ticks, tick, TICKS);
        }
    }
}
