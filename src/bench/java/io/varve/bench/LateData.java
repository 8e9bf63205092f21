package io.varve.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** What the refresh takes when points arrive where all tiers are already stored. */
final class LateData implements Scenario {

    private static final int MANY = 1000;
    private static final int ROUNDS = 5;
    private static final int SINGLE = 30;

    private final Random random = new Random(20261121);

    @Override
    public String name() {
        return "late";
    }

    @Override
    public String title() {
        return "Late points into a day of 1,000 series every 10 s, every tier right again";
    }

    @Override
    public void run(Bench bench) throws Exception {
        Day day = Day.yesterday(Signal.GAUGE, bench.scaled(1000, 50));
        try (Service service = bench.start()) {
            day.sendAsHistory(service);
            Instant now = Bench.now();
            service.refresh(now);
            double all = service.profile(now);
            service.database().vacuum();
            Histogram profiles = new Histogram(3);
            Histogram nothing = refreshes(service, day, now, SINGLE, 0, new Histogram(3));
            Histogram many = refreshes(service, day, now, ROUNDS, MANY, profiles);
            now = now.plus(Duration.ofMinutes(11));
            double packing = service.refresh(now);
            Histogram single = refreshes(service, day, now, SINGLE, 1, new Histogram(3));
            Tiers.checkSettled(service.database());
            Tiers.check(service.database(), day.points() + (ROUNDS + 1) * MANY + SINGLE + 1);
            Section section = bench.section();
            section.absolute(
                    "1,000 points scattered over day and series: per point",
                    many.getValueAtPercentile(50) / 1e6 / MANY,
                    "ms",
                    Target.atMost(1));
            section.absolute(
                    "their profiles, made again once they are settled: per point",
                    profiles.getValueAtPercentile(50) / 1e6 / MANY,
                    "ms",
                    null);
            section.absolute(
                    "profiles of the day, made for the first time: per hour of a series",
                    all * 1e3 / (day.points() / 360.0),
                    "ms",
                    null);
            int packed = (ROUNDS + 1) * MANY;
            section.absolute(
                    Section.figure(packed) + " of them packed, ten minutes later: per point",
                    packing * 1e3 / packed,
                    "ms",
                    null);
            section.absolute("one point, p50", single.getValueAtPercentile(50) / 1e6, "ms", Target.atMost(50));
            section.absolute("one point, p90", single.getValueAtPercentile(90) / 1e6, "ms", Target.atMost(50));
            section.absolute("nothing to do, p50", nothing.getValueAtPercentile(50) / 1e6, "ms", null);
            section.note(
                    "A whole round of refreshing, all tiers and shards; the points are sent beforehand. Profiles are made by"
                            + " another job, behind it.");
        }
    }

    /** Times, in nanoseconds, of refreshes after so many late points each, and of profiling then; one more beforehand warms up. */
    private Histogram refreshes(Service service, Day day, Instant now, int rounds, int points, Histogram profiles)
            throws Exception {
        Histogram times = new Histogram(3);
        for (int round = 0; round <= rounds; round++) {
            if (points > 0) {
                Batch late = day.grid().scattered(random, points, Day.TICKS);
                Format.JSON.load(service, 1, List.of(late)).run(service);
            }
            double seconds = service.refresh(now);
            if (round > 0) {
                times.recordValue((long) (seconds * 1e9));
            }
            service.settle(now);
            double profiling = service.profile(now);
            if (round > 0) {
                profiles.recordValue((long) (profiling * 1e9));
            }
        }
        return times;
    }
}
