package io.varve.bench;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long tasks took, together and each, and what they cost the processors. The histogram is HdrHistogram's, which
 * Micrometer brings along: threads record into it without a lock, and percentiles are right to three digits.
 */
final class Timing {

    private final Histogram nanos = new ConcurrentHistogram(3);
    private double seconds;
    private Cpu cpu = Cpu.NONE;

    void record(Load.Connection connection, int task) throws Exception {
        long start = System.nanoTime();
        connection.perform(task);
        nanos.recordValue(System.nanoTime() - start);
    }

    Timing ended(double seconds, Cpu cpu) {
        this.seconds = seconds;
        this.cpu = cpu;
        return this;
    }

    /** From the first task's start to the last one's end. */
    double seconds() {
        return seconds;
    }

    Cpu cpu() {
        return cpu;
    }

    long count() {
        return nanos.getTotalCount();
    }

    double millisAt(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }
}
