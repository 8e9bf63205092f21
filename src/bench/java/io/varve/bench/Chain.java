package io.varve.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** A day of points through all tiers, from nothing, against only aggregating it by minute. */
final class Chain implements Scenario {

    private static final int ROUNDS = 3;
    private static final Target TARGET = Target.atMost(2).aim(1);
    /** The first tier's partials of every series and minute. Sorting and spilling would only make it slower. */
    private static final String AGGREGATION = """
            SELECT series_id, rollup.bucket_start('1 minute'::interval, time) AS bucket, count(*),
                rollup.partial_stats(value), min(value), max(value),
                min(time), max(rollup.first_key(time, 0, series_id, value)),
                max(time), max(rollup.last_key(time, 0, series_id, value))
            FROM %s GROUP BY 1, 2
            """.formatted(Baselines.HEAP);

    private static final String[] FASTEST = {"SET work_mem = '2GB'", "SET enable_sort = off", "SET jit = off"};

    @Override
    public String name() {
        return "chain";
    }

    @Override
    public String title() {
        return "Rollup: a day of 1,000 series every 10 s, raw to 1d, all tiers written";
    }

    @Override
    public void run(Bench bench) throws Exception {
        Day day = Day.yesterday(Signal.GAUGE, bench.scaled(1000, 50));
        try (Service service = bench.start()) {
            day.sendAsHistory(service);
            measure(bench.section(), service, day, "history, as its requests were written");
        }
        try (Service service = bench.start()) {
            day.sendAsLive(service);
            measure(bench.section(), service, day, "live points, not settled yet");
        }
        bench.section()
                .note("Baseline: a SELECT of the partials by minute (count, sum and m2, min, max, first, last) over a"
                        + " bare heap, hash aggregation, nothing spilled, nothing written, no row sent.");
    }

    private void measure(Section section, Service service, Day day, String what) throws Exception {
        Database database = service.database();
        Baselines.createHeap(database);
        day.copy(service, Baselines.HEAP);
        database.vacuum();
        Median baseline = new Median();
        Median chain = new Median();
        Instant now = day.end().plus(Duration.ofMinutes(2));
        for (int round = 0; round < ROUNDS; round++) {
            baseline.add(aggregate(database));
            Tiers.forget(database);
            database.checkpoint();
            chain.add(service.refresh(now));
        }
        Tiers.check(database, day.points());
        section.ratio(
                what,
                Section.figure(chain.value()) + " s",
                Section.figure(baseline.value()) + " s",
                chain.value() / baseline.value(),
                TARGET);
    }

    private static double aggregate(Database database) throws SQLException {
        return Plan.of(database, AGGREGATION, FASTEST).execution() / 1000;
    }
}
