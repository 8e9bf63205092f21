package io.varve.ingest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Points in columns, so that a block of them costs no object per point. Grows as it is filled. */
final class PointBlock {

    static final int RECORD_BYTES = 36;
    static final long NO_METADATA = -1;

    /** Reference to a series of the request, or the id of a series. */
    int[] series;

    /** Microseconds since 1970. */
    long[] time;

    /** Source of the point, or a reference to a session of the request. */
    long[] source;

    double[] value;

    /** Where {@link MetadataSpool} keeps the metadata, {@link #NO_METADATA} for none. */
    long[] metadata;

    int size;

    PointBlock(int capacity) {
        series = new int[capacity];
        time = new long[capacity];
        source = new long[capacity];
        value = new double[capacity];
        metadata = new long[capacity];
    }

    void add(int series, long time, long source, double value, long metadata) {
        if (size == this.series.length) {
            grow(Math.max(16, size * 2));
        }
        set(size++, series, time, source, value, metadata);
    }

    void add(PointBlock from, int index) {
        add(from.series[index], from.time[index], from.source[index], from.value[index], from.metadata[index]);
    }

    /** Adds the points of another block from {@code start} up to {@code end}. */
    void addAll(PointBlock from, int start, int end) {
        int count = end - start;
        if (size + count > series.length) {
            grow(Math.max(size + count, size * 2));
        }
        System.arraycopy(from.series, start, series, size, count);
        System.arraycopy(from.time, start, time, size, count);
        System.arraycopy(from.source, start, source, size, count);
        System.arraycopy(from.value, start, value, size, count);
        System.arraycopy(from.metadata, start, metadata, size, count);
        size += count;
    }

    /** Adds a point of another block; if the last point here is the same point, it is replaced. */
    void addOrReplaceLast(PointBlock from, int index) {
        if (size > 0 && compare(this, size - 1, from, index) == 0) {
            size--;
        }
        add(from, index);
    }

    /** The sources, null if all are 0. */
    long @Nullable [] sources() {
        for (int i = 0; i < size; i++) {
            if (source[i] != 0) {
                return Arrays.copyOf(source, size);
            }
        }
        return null;
    }

    void clear() {
        size = 0;
    }

    void write(int index, ByteBuffer to) {
        to.putInt(series[index])
                .putLong(time[index])
                .putLong(source[index])
                .putDouble(value[index])
                .putLong(metadata[index]);
    }

    void read(ByteBuffer from) {
        add(from.getInt(), from.getLong(), from.getLong(), from.getDouble(), from.getLong());
    }

    /** Orders points by what makes them the same point: series, time, source. */
    static int compare(PointBlock a, int i, PointBlock b, int j) {
        if (a.series[i] != b.series[j]) {
            return Integer.compare(a.series[i], b.series[j]);
        }
        return a.time[i] != b.time[j] ? Long.compare(a.time[i], b.time[j]) : Long.compare(a.source[i], b.source[j]);
    }

    private void set(int index, int series, long time, long source, double value, long metadata) {
        this.series[index] = series;
        this.time[index] = time;
        this.source[index] = source;
        this.value[index] = value;
        this.metadata[index] = metadata;
    }

    private void grow(int capacity) {
        series = Arrays.copyOf(series, capacity);
        time = Arrays.copyOf(time, capacity);
        source = Arrays.copyOf(source, capacity);
        value = Arrays.copyOf(value, capacity);
        metadata = Arrays.copyOf(metadata, capacity);
    }
}
