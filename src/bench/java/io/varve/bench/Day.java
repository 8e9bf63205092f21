package io.varve.bench;

import io.varve.bench.Batch.Grid;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A whole day of points every ten seconds: the amount of data most scenarios begin with. */
record Day(Grid grid) {

    static final int TICKS = 8640;
    /** So many series are written out at a time, to bound the client's memory. */
    private static final int SLICE = 100;

    private static final int CONNECTIONS = 2;

    static Day yesterday(Signal signal, int series) {
        return endingAt(Bench.now().truncatedTo(ChronoUnit.DAYS), signal, series);
    }

    static Day endingAt(Instant end, Signal signal, int series) {
        return new Day(new Grid(signal, series, end.minus(1, ChronoUnit.DAYS), Duration.ofSeconds(10)));
    }

    long points() {
        return (long) grid.series() * TICKS;
    }

    Instant end() {
        return grid.at(TICKS);
    }

    /** As an export: series after series, by the path for history. */
    void sendAsHistory(Service service) throws Exception {
        for (int first = 0; first < grid.series(); first += SLICE) {
            Format.NDJSON.load(service, CONNECTIONS, slice(first)).run(service);
        }
    }

    /** As it would have come in live: at most ten ticks of all series a request, or some 10,000 points. */
    void sendAsLive(Service service) throws Exception {
        int each = Math.max(1, Math.min(10, 10_000 / grid.series()));
        for (int tick = 0; tick < TICKS; tick += 100 * each) {
            List<Batch> requests = grid.ticks(tick, Math.min(TICKS, tick + 100 * each), each);
            Format.NDJSON.load(service, CONNECTIONS, requests).run(service);
        }
    }

    void copy(Service service, String table) throws Exception {
        for (int first = 0; first < grid.series(); first += SLICE) {
            Copy.load(service.database(), table, CONNECTIONS, slice(first)).run(service);
        }
    }

    private List<Batch> slice(int first) {
        return grid.history(first, Math.min(grid.series(), first + SLICE), TICKS, 10);
    }
}
