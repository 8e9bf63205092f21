package io.varve.bench;

import java.util.List;

/** How fast points were taken in, over several rounds, and what that cost the processors. */
final class Rates {

    private final Median perSecond = new Median();
    private Cpu cpu = Cpu.NONE;
    private long points;

    void add(List<Batch> batches, Timing timing) {
        perSecond.add(Batch.points(batches) / timing.seconds());
        cpu = cpu.plus(timing.cpu());
        points += Batch.points(batches);
    }

    double perSecond() {
        return perSecond.value();
    }

    String text() {
        return Section.figure(perSecond()) + " points/s";
    }

    String cpuPerMillion() {
        return cpu.perMillion(points);
    }
}
