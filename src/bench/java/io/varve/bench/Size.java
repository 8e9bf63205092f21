package io.varve.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** Bytes on disk of settled points and of the tiers, and reading packed points. */
final class Size implements Scenario {

    private static final Map<Signal, Target> TARGETS = Map.of(
            Signal.GAUGE, Target.atMost(3),
            Signal.CONSTANT, Target.atMost(1.5),
            Signal.COUNTER, Target.atMost(1.5),
            Signal.NOISE, Target.atMost(12));

    @Override
    public String name() {
        return "size";
    }

    @Override
    public String title() {
        return "Size: a day of points every 10 s, indexes and TOAST included";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int series = bench.scaled(100, 20);
        for (Signal signal : Signal.values()) {
            Day history = Day.yesterday(signal, series);
            Day live = Day.endingAt(history.grid().start(), signal, series);
            try (Service service = bench.start()) {
                raw(bench.section(), service, signal, history, live);
                if (signal == Signal.GAUGE) {
                    packedReads(bench, service, live);
                    tiers(bench.section(), service, history.end(), history.points() + live.points());
                }
            }
        }
        bench.section().note("Baseline: a plain table partitioned by month with primary key (time, series_id).");
    }

    private void raw(Section section, Service service, Signal signal, Day history, Day live) throws Exception {
        Database database = service.database();
        Baselines.createTimeFirst(database, 1);
        live.copy(service, Baselines.TIME_FIRST);
        double plain = Sizes.ofTable(database, Baselines.TIME_FIRST) / (double) live.points();
        Target target = Objects.requireNonNull(TARGETS.get(signal));

        history.sendAsHistory(service);
        database.vacuum();
        long packed = Sizes.ofSchema(database, "raw");
        section.bytes(signal + " sent as history: bytes per point", packed / (double) history.points(), plain, target);

        live.sendAsLive(service);
        database.vacuum();
        double log = (Sizes.ofSchema(database, "raw") - packed) / (double) live.points();
        double seconds = service.settle(Bench.now());
        database.vacuum();
        double settled = (Sizes.ofSchema(database, "raw") - packed) / (double) live.points();
        section.bytes(signal + " sent live, then settled: bytes per point", settled, plain, target);
        section.note(signal + " sent live: " + Section.figure(log) + " bytes per point before settling, which took "
                + Section.figure(seconds / live.points() * 1e6) + " s per million points.");
    }

    /** Nothing is refreshed yet, so the service has to read the points themselves. */
    private void packedReads(Bench bench, Service service, Day day) throws Exception {
        Question question = Question.ofOne("a day", 7, "5m", "5 minutes", Duration.ofDays(1), day.end());
        double packed = question.bySql(service, 1).millisAt(50);
        double rows = question.overRows(service, Baselines.TIME_FIRST, 1).millisAt(50);
        bench.section()
                .ratio(
                        "one series, a day by 5m, from settled raw: SQL p50",
                        Section.figure(packed) + " ms",
                        Section.figure(rows) + " ms",
                        packed / rows,
                        Target.atMost(1));
    }

    private void tiers(Section section, Service service, Instant end, long points) {
        Database database = service.database();
        Instant now = end.plus(Duration.ofMinutes(2));
        service.refresh(now);
        service.settle(Bench.now());
        database.vacuum();
        for (String tier : Tiers.tables(database)) {
            long rows = database.one(Long.class, "SELECT count(*) FROM " + tier);
            if (rows > 0) {
                long bytes = Sizes.ofTable(database, tier);
                section.absolute(
                        tier + ", " + Section.figure((double) rows) + " rows: bytes per row",
                        (double) bytes / rows,
                        "",
                        null);
                section.absolute(tier + ": bytes per point", (double) bytes / points, "", null);
            }
        }
    }
}
