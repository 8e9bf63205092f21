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
            Day day = Day.yesterday(signal, series);
            try (Service service = bench.start()) {
                raw(bench.section(), service, signal, day);
                if (signal == Signal.GAUGE) {
                    packedReads(bench, service, day);
                    tiers(bench.section(), service, day);
                }
            }
        }
        bench.section()
                .note("Points are sent as they come in live, then settled. Baseline: a plain table partitioned by"
                        + " month with primary key (time, series_id).");
    }

    private void raw(Section section, Service service, Signal signal, Day day) throws Exception {
        Database database = service.database();
        Baselines.createTimeFirst(database, 1);
        day.copy(service, Baselines.TIME_FIRST);
        day.sendAsLive(service);
        double log = Sizes.ofSchema(database, "raw") / (double) day.points();
        double seconds = service.settle(Bench.now());
        database.vacuum();
        double settled = Sizes.ofSchema(database, "raw") / (double) day.points();
        double plain = Sizes.ofTable(database, Baselines.TIME_FIRST) / (double) day.points();
        section.bytes(
                "raw, " + signal + ": bytes per point", settled, plain, Objects.requireNonNull(TARGETS.get(signal)));
        section.note(signal + ": " + Section.figure(log) + " bytes per point before settling, which took "
                + Section.figure(seconds / day.points() * 1e6) + " s per million points.");
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

    private void tiers(Section section, Service service, Day day) {
        Database database = service.database();
        Instant now = day.end().plus(Duration.ofMinutes(2));
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
                section.absolute(tier + ": bytes per point", (double) bytes / day.points(), "", null);
            }
        }
    }
}
