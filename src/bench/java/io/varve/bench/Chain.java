package io.varve.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

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
        int series = bench.scaled(1000, 50);
        try (Service service = bench.start()) {
            measure(bench.section(), service, series, Day::sendAsHistory, "history, packed on the way in");
        }
        try (Service service = bench.start()) {
            measure(bench.section(), service, series, Day::sendAsLive, "live points, not settled yet");
        }
        bench.section()
                .note(
                        "Baseline: a SELECT of the partials by minute (count, sum and m2, min, max, first, last) over a bare"
                                + " heap, hash aggregation, nothing spilled, nothing written, no row sent.");
    }

    /** How a day gets into the service. */
    private interface Way {
        void send(Day day, Service service) throws Exception;
    }

    /** Day after day, each refreshed once it is over. */
    private void measure(Section section, Service service, int series, Way way, String what) throws Exception {
        Database database = service.database();
        Instant last = Bench.now().truncatedTo(ChronoUnit.DAYS);
        Day lastDay = Day.endingAt(last, Signal.GAUGE, series);
        Baselines.createHeap(database);
        lastDay.copy(service, Baselines.HEAP);
        Median baseline = new Median();
        Median chain = new Median();
        for (int round = ROUNDS - 1; round >= 0; round--) {
            Day day = Day.endingAt(last.minus(round, ChronoUnit.DAYS), Signal.GAUGE, series);
            way.send(day, service);
            database.vacuum();
            database.checkpoint();
            baseline.add(aggregate(database));
            chain.add(service.refresh(day.end().plus(Duration.ofMinutes(2))));
        }
        Tiers.check(database, ROUNDS * lastDay.points());
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
