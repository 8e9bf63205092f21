package io.varve.bench;

import io.varve.bench.Batch.Grid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A thousand, a hundred thousand and a million series: what asking one costs, and what memory the service takes. */
final class ManySeries implements Scenario {

    private static final Target TARGET = Target.atMost(1.5);
    private static final int TICKS = 3;

    /** When all points of a stage are past. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** So many series, and the heap that has to do for them. */
    private record Stage(int series, String heap) {}

    private Instant end = Instant.EPOCH;

    @Override
    public String name() {
        return "series";
    }

    @Override
    public String title() {
        return "Growth: 1,000, 100,000 and 1,000,000 series";
    }

    @Override
    public void run(Bench bench) throws Exception {
        double seconds = bench.scaled(2000, 300) / 1000.0;
        List<Stage> stages = List.of(
                new Stage(1000, "256m"),
                new Stage(bench.scaled(100, 2) * 1000, "256m"),
                new Stage(bench.scaled(1000, 4) * 1000, "512m"));
        double[] first = new double[2];
        for (Stage stage : stages) {
            boolean fresh = stage.equals(stages.get(0));
            try (Service service = fresh ? bench.startWithHeap(stage.heap()) : bench.restart(stage.heap())) {
                load(bench.section(), service, stage, Bench.now());
                List<Question> questions = List.of(
                        ofFleet("one series, last hour by 1m", "1m", Duration.ofHours(1)),
                        ofFleet("one series, a day by 5m", "5m", Duration.ofDays(1)));
                warmUp(service, questions, bench.scaled(8000, 500));
                for (int i = 0; i < first.length; i++) {
                    double p50 = questions.get(i).overHttp(service, seconds).millisAt(50);
                    first[i] = fresh ? p50 : first[i];
                    if (!fresh) {
                        report(bench.section(), stage, questions.get(i).name(), p50, first[i]);
                    }
                }
                bench.section()
                        .absolute(
                                Section.figure(stage.series()) + " series, -Xmx" + stage.heap()
                                        + ": resident memory, peak",
                                service.peakMegabytes(),
                                "MB",
                                null);
            }
        }
        bench.section()
                .note("p50 over HTTP; the baseline is the same question among 1,000 series. The last two stages begin"
                        + " with a service that has just been started.");
    }

    /** As many requests at every stage: by time, the slower one would be less warm, and the slower for it. */
    private static void warmUp(Service service, List<Question> questions, long requests) throws Exception {
        for (Question question : questions) {
            for (long done = 0; done < requests; ) {
                done += question.overHttp(service, 1).count();
            }
        }
    }

    private static void report(Section section, Stage stage, String what, double p50, double first) {
        section.ratio(
                what + ", among " + Section.figure(stage.series()),
                Section.figure(p50) + " ms",
                Section.figure(first) + " ms",
                p50 / first,
                TARGET);
    }

    /**
     * A few points of every series, after all that has been refreshed, so that they are as live as if they came when they
     * are due; the first request of each is also its registration.
     */
    private void load(Section section, Service service, Stage stage, Instant now) throws Exception {
        Instant from = now.isBefore(end) ? end : now;
        Grid grid = new Grid(Signal.GAUGE, stage.series(), from, Duration.ofMinutes(1));
        end = from.plus(AHEAD);
        Timing registering = send(service, grid, 1);
        section.note(Section.figure(stage.series()) + " series, -Xmx" + stage.heap() + ": the first point of each at "
                + Section.figure(stage.series() / registering.seconds()) + " points/s, the next at "
                + Section.figure(stage.series() / send(service, grid, TICKS).seconds()) + ".");
        service.refresh(end);
        service.settle(end);
        service.database().vacuum();
    }

    private static Timing send(Service service, Grid grid, int ticks) throws Exception {
        return Format.FLEET_JSON
                .load(service, 2, grid.history(0, grid.series(), ticks, 10_000 / ticks))
                .run(service);
    }

    private Question ofFleet(String name, String interval, Duration span) {
        return new Question(name, "series=fleet.m7&tags=host:h0", "true", interval, interval, "avg", span, end);
    }
}
