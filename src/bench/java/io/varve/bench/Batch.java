package io.varve.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

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
        List<Batch> ticks(long from, long to, int ticksEach) {
            List<Batch> batches = new ArrayList<>();
            for (long first = from; first < to; first += ticksEach) {
                long last = Math.min(to, first + ticksEach);
                Batch batch = new Batch(series * (int) (last - first));
                for (long tick = first; tick < last; tick++) {
                    for (int one = 0; one < series; one++) {
                        batch.add(this, one, tick, 0);
                    }
                }
                batches.add(batch);
            }
            return batches;
        }

        /** Requests as an export makes them: all ticks of some of the series, one series after the other. */
        List<Batch> history(int from, int to, int ticks, int seriesEach) {
            List<Batch> batches = new ArrayList<>();
            for (int first = from; first < to; first += seriesEach) {
                int last = Math.min(to, first + seriesEach);
                Batch batch = new Batch((last - first) * ticks);
                for (int one = first; one < last; one++) {
                    for (int tick = 0; tick < ticks; tick++) {
                        batch.add(this, one, tick, 0);
                    }
                }
                batches.add(batch);
            }
            return batches;
        }

        /** One request of points between the ticks, anywhere. */
        Batch scattered(Random random, int count, int ticks) {
            Batch batch = new Batch(count);
            for (int i = 0; i < count; i++) {
                long beside = 1L + random.nextInt((int) (step.toNanos() / 1000) - 1);
                batch.add(this, random.nextInt(series), random.nextInt(ticks), beside);
            }
            return batch;
        }

        Instant at(long tick) {
            return start.plus(step.multipliedBy(tick));
        }

        private long micros(long tick) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, start) + step.toNanos() / 1000 * tick;
        }
    }

    private void add(Grid grid, int one, long tick, long microsBeside) {
        series[size] = one;
        micros[size] = grid.micros(tick) + microsBeside;
        values[size++] = grid.signal().value(one, tick);
    }

    int size() {
        return size;
    }

    static long points(List<Batch> batches) {
        return batches.stream().mapToLong(Batch::size).sum();
    }
}
