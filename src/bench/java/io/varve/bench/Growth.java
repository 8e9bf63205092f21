package io.varve.bench;

import io.varve.bench.Batch.Grid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The same questions with ten and thirty times the data, and with a thousand partitions. */
final class Growth implements Scenario {

    private static final Duration STEP = Duration.ofMinutes(1);
    private static final int TICKS = 1440;
    private static final List<Integer> DAYS = List.of(1, 10, 30);
    private static final int PARTITIONS = 1000;
    private static final Target TARGET = Target.atMost(1.5);

    private Instant end = Instant.EPOCH;
    private double seconds;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String title() {
        return "Growth: 200 series every minute for 1, 10 and 30 days, then 1,000 partitions";
    }

    @Override
    public void run(Bench bench) throws Exception {
        seconds = bench.scaled(2000, 300) / 1000.0;
        end = Bench.betweenBounds();
        int series = bench.scaled(200, 20);
        List<Question> questions = Dashboard.lastDay(series, end);
        double[] first = new double[questions.size()];
        int loaded = 0;
        try (Service service = bench.start()) {
            for (int days : DAYS) {
                load(service, series, loaded, days);
                loaded = days;
                Question.warmUp(service, questions, seconds);
                for (int i = 0; i < first.length; i++) {
                    double p50 = questions.get(i).overHttp(service, seconds).millisAt(50);
                    first[i] = days == 1 ? p50 : first[i];
                    if (days > 1) {
                        report(bench.section(), questions.get(i).name() + ", x" + days, p50, first[i]);
                    }
                }
            }
            partitions(bench, service, questions.get(1));
        }
        bench.section().note("p50 over HTTP; the baseline is the same question with one day of data.");
    }

    private static void report(Section section, String what, double p50, double first) {
        section.ratio(what, Section.figure(p50) + " ms", Section.figure(first) + " ms", p50 / first, TARGET);
    }

    /** Adds days before those there are, by the path for history. */
    private void load(Service service, int series, int from, int to) throws Exception {
        for (int day = from + 1; day <= to; day++) {
            Grid grid = new Grid(Signal.GAUGE, series, end.minus(Duration.ofDays(day)), STEP);
            List<Batch> batches = grid.history(0, series, TICKS, 50);
            Format.NDJSON.load(service, 1, batches).run(service);
        }
        service.refresh(Instant.now());
        service.settle(Instant.now());
        service.database().vacuum();
        service.database().checkpoint();
    }

    private void partitions(Bench bench, Service service, Question question) throws Exception {
        int months = bench.scaled(PARTITIONS, 100);
        Database database = service.database();
        for (int month = 0; month < months; month += 20) {
            database.one(Integer.class, """
                    SELECT ops.ensure_partitions(array_agg('%s'::timestamptz - make_interval(months => i)))
                    FROM generate_series(%d, %d) AS i
                    """.formatted(end, month, Math.min(months, month + 20) - 1));
        }
        Plan plan = Plan.again(database, question.sql(service));
        bench.section()
                .absolute(
                        question.name() + ", " + Section.figure(months) + " months: planning",
                        plan.planning(),
                        "ms",
                        Target.atMost(5));
    }
}
