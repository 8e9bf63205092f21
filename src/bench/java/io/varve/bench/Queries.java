package io.varve.bench;

import io.varve.bench.Batch.Grid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Seven questions of dashboards, over HTTP, by their SQL, and to a plain table of points. */
final class Queries implements Scenario {

    /** The series that has two years. */
    private static final int LONG = 5000;

    private static final String HEAP = "512m";

    private static final Target OVERHEAD = Target.atMost(3).unit("ms more");

    /** A question, how many times faster than over rows it has to be, and how long it may take at most, at p99. */
    private record Asked(
            Question question, double faster, @Nullable Integer budget) {}

    private Instant end = Instant.EPOCH;
    private double seconds;

    @Override
    public String name() {
        return "queries";
    }

    @Override
    public String title() {
        return "Queries: points every 10 s, of 1,000 series for a day and of one for two years";
    }

    @Override
    public void run(Bench bench) throws Exception {
        seconds = bench.scaled(3000, 300) / 1000.0;
        end = Bench.betweenBounds();
        try (Service service = bench.start()) {
            load(bench, service);
            List<Asked> questions = questions(bench.scaled(1000, 50));
            Question.warmUp(service, questions.stream().map(Asked::question).toList(), seconds);
            for (Asked asked : questions) {
                idle(bench.section(), service, asked);
            }
            yearOverYear(bench.section(), service, "idle");
            double half = LiveStream.maximum(service, bench.scaled(100, 10)) / 2;
            try (LiveStream stream = new LiveStream(service, half)) {
                for (Asked asked : questions) {
                    report(
                            bench.section(),
                            "under ingest",
                            asked,
                            asked.question().overHttp(service, seconds));
                }
                yearOverYear(bench.section(), service, "under ingest");
                bench.section()
                        .note(
                                "Under ingest: " + Section.figure(stream.rate())
                                        + " points/s of 10,000 other series, half of what it takes alone, refreshed and settled every 10 s.");
            }
        }
        kept(bench);
        bench.section()
                .note(
                        "Ranges end 14 minutes and 20 seconds after an hour, on no bound of a tier: their ends are put together from"
                                + " finer tiers and points. On bounds of minutes they cost less.");
        bench.section()
                .note(
                        "Rows: a plain table partitioned by month with primary key (time, series_id). Its times and"
                                + " those of the service's SQL are of plain JDBC, prepared, with times as parameters, reading all rows"
                                + " included; PostgreSQL keeps the plan where the service has it do so, and for rows where it sees fit.");
    }

    /** All questions are about a range that has closed by now. */
    private void kept(Bench bench) throws Exception {
        for (Asked asked : questions(bench.scaled(1000, 50))) {
            Question question = asked.question();
            Timing computed = again(bench, question, "0");
            Timing kept = again(bench, question, "64MB");
            bench.section()
                    .ratio(
                            question.name() + ", once closed: HTTP p50 of a kept answer, times faster than computed",
                            Section.figure(kept.millisAt(50)) + " ms",
                            Section.figure(computed.millisAt(50)) + " ms",
                            computed.millisAt(50) / kept.millisAt(50),
                            Target.atLeast(1));
        }
    }

    private Timing again(Bench bench, Question question, String memory) throws Exception {
        try (Service service = bench.restart(HEAP, Service.KEPT_ANSWERS + "=" + memory)) {
            question.overHttp(service, seconds);
            return question.overHttp(service, seconds);
        }
    }

    private void load(Bench bench, Service service) throws Exception {
        Baselines.createTimeFirst(service.database(), 12 * Dashboard.YEARS);
        Day day = Day.endingAt(end, Signal.GAUGE, bench.scaled(1000, 50));
        day.sendAsHistory(service);
        day.copy(service, Baselines.TIME_FIRST);
        Duration step = Duration.ofSeconds(10 * Math.round(1000.0 / bench.scaled(1000, 10)));
        int ticks = (int) Duration.ofDays(1).dividedBy(step);
        for (int days = Dashboard.DAYS; days > 0; days -= 10) {
            List<Batch> some = new Grid(Signal.GAUGE, LONG + 1, end.minus(Duration.ofDays(days)), step)
                    .history(LONG, LONG + 1, 10 * ticks, 1);
            Format.NDJSON.load(service, 1, some).run(service);
            Copy.load(service.database(), Baselines.TIME_FIRST, 1, some).run(service);
        }
        service.refresh(Instant.now());
        service.settle(Instant.now());
        service.database().vacuum();
        service.database().checkpoint();
    }

    private List<Asked> questions(int series) {
        List<Question> day = Dashboard.lastDay(series, end);
        List<Question> years = Dashboard.longRange(LONG, end);
        return List.of(
                new Asked(day.get(0), 1, 50),
                new Asked(day.get(1), 1, 100),
                new Asked(day.get(2), 10, 100),
                new Asked(day.get(3), 10, null),
                new Asked(years.get(0), 100, 500),
                new Asked(years.get(1), 100, 500),
                new Asked(years.get(2), 100, 1000));
    }

    private void idle(Section section, Service service, Asked asked) throws Exception {
        Question question = asked.question();
        Timing http = question.overHttp(service, seconds);
        double sql = question.bySql(service, seconds).millisAt(50);
        double rows = question.overRows(service, Baselines.TIME_FIRST, seconds).millisAt(50);
        section.ratio(
                question.name() + ": SQL p50, times faster than over rows",
                Section.figure(sql) + " ms",
                Section.figure(rows) + " ms",
                rows / sql,
                Target.atLeast(asked.faster()));
        section.difference(question.name() + ": HTTP p50 against its SQL", http.millisAt(50), sql, OVERHEAD);
        report(section, "idle", asked, http);
    }

    private void yearOverYear(Section section, Service service, String when) throws Exception {
        Timing http = Latency.of(Latency.get(service, Dashboard.yearOverYear(LONG, end)), seconds);
        String name = "one series, a year by month beside the one before, " + when + ": HTTP ";
        section.absolute(name + "p50", http.millisAt(50), "ms", null);
        section.absolute(name + "p99", http.millisAt(99), "ms", Target.atMost(1000));
    }

    private static void report(Section section, String when, Asked asked, Timing http) {
        String name = asked.question().name() + ", " + when + ": HTTP ";
        section.absolute(name + "p50", http.millisAt(50), "ms", null);
        Integer budget = asked.budget();
        section.absolute(name + "p99", http.millisAt(99), "ms", budget == null ? null : Target.atMost(budget));
    }
}
