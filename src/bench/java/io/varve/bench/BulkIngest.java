package io.varve.bench;

import io.varve.bench.Batch.Grid;
import io.varve.bench.IngestComparison.Variant;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** History, one series after the other: each request has a day of ten series. */
final class BulkIngest implements Scenario {

    private static final int SERIES_EACH = 10;
    private static final Target TARGET = Target.atLeast(0.7).aim(1);
    private static final List<Variant> VARIANTS = List.of(
            new Variant("NDJSON, 1 connection", Format.NDJSON, 1, TARGET),
            new Variant("NDJSON, 2 connections", Format.NDJSON, 2, TARGET),
            new Variant("CSV, 1 connection", Format.CSV, 1, TARGET),
            new Variant("CSV, 2 connections", Format.CSV, 2, TARGET));

    @Override
    public String name() {
        return "bulk";
    }

    @Override
    public String title() {
        return "Bulk ingest: 86,400 points of 10 series a request";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int series = bench.scaled(100, 20);
        try (Service service = bench.start()) {
            Baselines.createHeap(service.database());
            Instant now = Bench.now();
            // The fence stands at the present, as in operation: history is below it and logged as out of date.
            service.refresh(now);
            Days days = new Days(series, now.truncatedTo(ChronoUnit.DAYS));
            IngestComparison comparison = new IngestComparison(service, VARIANTS);
            comparison.run(days::next, batches -> Copy.load(service.database(), Baselines.HEAP, 1, batches));
            comparison.report(
                    bench.section(),
                    "pgjdbc binary COPY of the same rows, 86,400 a commit, over 1 connection, into a bare heap");
        }
    }

    /** Every turn is the day before the last one's. */
    private static final class Days {

        private final int series;
        private Instant start;

        Days(int series, Instant end) {
            this.series = series;
            this.start = end;
        }

        List<Batch> next() {
            start = start.minus(1, ChronoUnit.DAYS);
            Grid day = new Grid(Signal.GAUGE, series, start, Duration.ofSeconds(10));
            return day.history(0, series, Day.TICKS, SERIES_EACH);
        }
    }
}
