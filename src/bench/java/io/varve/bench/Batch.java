package io.varve.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The points of one request, before they are written in any format. */
final class Batch {

    final int[] series;
    final long[] micros;
    final double[] values;
    private int size;

    private Batch(int capacity) {
        series = new int[capacity];
        micros = new long[capacity];
        values = new double[capacity];
    }

    /** Series 0 to {@code series} exclusive, a point of each every {@code step} from {@code start} on. */
    record Grid(Signal signal, int series, Instant start, Duration step) {

        /** Requests as they come from many devices at once: all series of one tick, then all of the next. */
        List<Batch> ticks(int requests, int ticksEach) {
            List<Batch> batches = new ArrayList<>();
            for (int request = 0; request < requests; request++) {
                Batch batch = new Batch(series * ticksEach);
                for (int tick = request * ticksEach; tick < (request + 1) * ticksEach; tick++) {
                    for (int one = 0; one < series; one++) {
                        batch.add(this, one, tick);
                    }
                }
                batches.add(batch);
            }
            return batches;
        }

        /** Requests as an export makes them: all points of some series, one series after the other. */
        List<Batch> history(int ticks, int seriesEach) {
            List<Batch> batches = new ArrayList<>();
            for (int first = 0; first < series; first += seriesEach) {
                int last = Math.min(series, first + seriesEach);
                Batch batch = new Batch((last - first) * ticks);
                for (int one = first; one < last; one++) {
                    for (int tick = 0; tick < ticks; tick++) {
                        batch.add(this, one, tick);
                    }
                }
                batches.add(batch);
            }
            return batches;
        }

        Grid from(Instant other) {
            return new Grid(signal, series, other, step);
        }

        Instant at(long tick) {
            return start.plus(step.multipliedBy(tick));
        }

        private long micros(long tick) {
            return start.getEpochSecond() * 1_000_000 + step.toNanos() / 1000 * tick;
        }
    }

    private void add(Grid grid, int one, long tick) {
        series[size] = one;
        micros[size] = grid.micros(tick);
        values[size++] = grid.signal().value(one, tick);
    }

    int size() {
        return size;
    }

    static long points(List<Batch> batches) {
        return batches.stream().mapToLong(Batch::size).sum();
    }
}
