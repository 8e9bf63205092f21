package io.varve.ingest;

import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * The chunks that a slice of sorted points fills, as the columns that raw.write_chunks takes. A series and hour that has
 * fewer points, or points of sessions, is left to the log.
 */
final class Chunks {

    /** Below, a row of the log per 90 points costs less than a chunk per hour. */
    static final int MIN_POINTS = 32;

    /** Beyond, what a chunk takes in memory could become a lot; the log holds any number. */
    static final int MAX_POINTS = 20_000;

    final IntBuffer series;
    final LongBuffer hour;
    final IntBuffer count;
    final LongBuffer first;
    final LongBuffer last;
    final LongBuffer step;
    final DoubleBuffer divisor;
    final DoubleBuffer base;
    final DoubleBuffer slope;
    final IntBuffer secondsAt;
    final IntBuffer microsAt;
    final IntBuffer smallAt;
    final IntBuffer wideAt;
    final IntBuffer exactAt;
    final IntBuffer sourceAt;
    final ShortBuffer seconds;
    final IntBuffer micros;
    final ShortBuffer small;
    final IntBuffer wide;
    final DoubleBuffer exact;
    final LongBuffer source;

    private final PointBlock points;
    private final Chunk chunk = new Chunk();

    /** Where in the slice the points of each chunk begin. */
    private final IntBuffer from;

    private Chunks(PointBlock points) {
        int chunks = points.size / MIN_POINTS;
        this.points = points;
        series = IntBuffer.allocate(chunks);
        hour = LongBuffer.allocate(chunks);
        count = IntBuffer.allocate(chunks);
        first = LongBuffer.allocate(chunks);
        last = LongBuffer.allocate(chunks);
        step = LongBuffer.allocate(chunks);
        divisor = DoubleBuffer.allocate(chunks);
        base = DoubleBuffer.allocate(chunks);
        slope = DoubleBuffer.allocate(chunks);
        secondsAt = IntBuffer.allocate(chunks);
        microsAt = IntBuffer.allocate(chunks);
        smallAt = IntBuffer.allocate(chunks);
        wideAt = IntBuffer.allocate(chunks);
        exactAt = IntBuffer.allocate(chunks);
        sourceAt = IntBuffer.allocate(chunks);
        from = IntBuffer.allocate(chunks);
        seconds = ShortBuffer.allocate(points.size);
        micros = IntBuffer.allocate(points.size);
        small = ShortBuffer.allocate(points.size);
        wide = IntBuffer.allocate(points.size);
        exact = DoubleBuffer.allocate(points.size);
        source = LongBuffer.allocate(points.size);
    }

    /** Packs what there is to pack in the points, which stay as they are; nothing of the hour that is still running. */
    static Chunks of(PointBlock points, long runningHour) {
        Chunks chunks = new Chunks(points);
        int start = 0;
        while (start < points.size) {
            int end = HourRun.end(points, start);
            if (HourRun.fillsChunk(points, start, end, runningHour)) {
                chunks.add(start, end);
            }
            start = end;
        }
        return chunks;
    }

    int size() {
        return series.position();
    }

    /** The points that are in none of the chunks but those with these numbers, counted from 1, ascending. */
    PointBlock without(int[] unwritten) {
        PointBlock rest = new PointBlock(16);
        int next = 0;
        int refused = 0;
        for (int i = 0; i < size(); i++) {
            if (refused < unwritten.length && unwritten[refused] == i + 1) {
                refused++;
                continue;
            }
            rest.addAll(points, next, from.get(i));
            next = from.get(i) + count.get(i);
        }
        rest.addAll(points, next, points.size);
        return rest;
    }

    private void add(int start, int end) {
        chunk.pack(points, start, end);
        from.put(start);
        series.put(points.series[start]);
        hour.put(Chunk.hour(points.time[start]));
        count.put(end - start);
        first.put(points.time[start]);
        last.put(points.time[end - 1]);
        step.put(chunk.times == Chunk.Times.STEADY ? chunk.step : -1);
        boolean whole = chunk.values != Chunk.Values.EXACT;
        divisor.put(whole ? chunk.divisor : 0);
        base.put(whole ? chunk.base : 0);
        slope.put(whole ? chunk.slope : 0);
        addTimes(start, end);
        addValues(start, end);
        sourceAt.put(chunk.hasSources ? source.position() + 1 : 0);
        if (chunk.hasSources) {
            source.put(points.source, start, end - start);
        }
    }

    private void addTimes(int start, int end) {
        secondsAt.put(chunk.times == Chunk.Times.SECONDS ? seconds.position() + 1 : 0);
        microsAt.put(chunk.times == Chunk.Times.MICROS ? micros.position() + 1 : 0);
        long from = Chunk.hour(points.time[start]);
        for (int i = start; i < end; i++) {
            switch (chunk.times) {
                case STEADY -> {}
                case SECONDS -> seconds.put((short) ((points.time[i] - from) / 1_000_000));
                case MICROS -> micros.put((int) (points.time[i] - from - Chunk.HOUR / 2));
            }
        }
    }

    private void addValues(int start, int end) {
        smallAt.put(chunk.values == Chunk.Values.SMALL ? small.position() + 1 : 0);
        wideAt.put(chunk.values == Chunk.Values.WIDE ? wide.position() + 1 : 0);
        exactAt.put(chunk.values == Chunk.Values.EXACT ? exact.position() + 1 : 0);
        for (int i = 0; i < end - start; i++) {
            switch (chunk.values) {
                case NONE -> {}
                case SMALL -> small.put((short) chunk.offset(i));
                case WIDE -> wide.put(chunk.offset(i));
                case EXACT -> exact.put(points.value[start + i]);
            }
        }
    }
}
