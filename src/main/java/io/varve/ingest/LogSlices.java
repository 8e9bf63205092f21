package io.varve.ingest;

import java.util.Arrays;

/**
 * How sorted points are cut into rows of raw.batch, each of one group of series, and which stretches of them, at most
 * one per series and hour, lie below the fence.
 */
final class LogSlices {

    /** What a row can hold without being stored out of line: without sources, and with. */
    private static final int MAX_POINTS = 90;

    private static final int MAX_POINTS_WITH_SOURCE = 64;
    private static final int GROUP_BITS = 6;
    private static final long MICROS_PER_HOUR = 3_600_000_000L;

    /** From the earliest to the latest point of a row: so a read knows where rows that reach into its range begin. */
    private static final long MAX_SPAN = 24 * MICROS_PER_HOUR;

    private final PointBlock points;
    private final boolean bySource;
    private final int maxPoints;
    private int[] from = new int[16];
    private int[] to = new int[16];
    private long[] first = new long[16];
    private long[] last = new long[16];
    private int rows;
    /** The point each late stretch begins with. */
    private int[] lateFrom = new int[16];

    private long[] lateLast = new long[16];
    private int late;

    LogSlices(PointBlock points, long fence) {
        this(points, fence, false);
    }

    /** Of points that are sorted for each source by itself: rows and stretches are of one source, every point is late. */
    static LogSlices bySource(PointBlock points) {
        return new LogSlices(points, Long.MAX_VALUE, true);
    }

    private LogSlices(PointBlock points, long fence, boolean bySource) {
        this.points = points;
        this.bySource = bySource;
        maxPoints = bySource || points.sources() != null ? MAX_POINTS_WITH_SOURCE : MAX_POINTS;
        for (int i = 0; i < points.size; i++) {
            extendRow(i);
            if (points.time[i] < fence) {
                extendLate(i);
            }
        }
    }

    /** First point of each row, counted from 1. */
    int[] from() {
        return Arrays.copyOf(from, rows);
    }

    /** Last point of each row, counted from 1. */
    int[] to() {
        return Arrays.copyOf(to, rows);
    }

    /** Time of the earliest point of each row, microseconds. */
    long[] first() {
        return Arrays.copyOf(first, rows);
    }

    /** Time of the latest point of each row, microseconds. */
    long[] last() {
        return Arrays.copyOf(last, rows);
    }

    /** Source of each row. */
    int[] rowSource() {
        return Arrays.stream(from, 0, rows)
                .map(first -> (int) points.source[first - 1])
                .toArray();
    }

    /** Source of each late stretch. */
    int[] lateSource() {
        return Arrays.stream(lateFrom, 0, late)
                .map(point -> (int) points.source[point])
                .toArray();
    }

    int[] lateSeries() {
        return Arrays.stream(lateFrom, 0, late)
                .map(point -> points.series[point])
                .toArray();
    }

    /** Time of the first point of each late stretch, microseconds. */
    long[] lateFirst() {
        return Arrays.stream(lateFrom, 0, late)
                .mapToLong(point -> points.time[point])
                .toArray();
    }

    /** Time of the last point of each late stretch, microseconds. */
    long[] lateLast() {
        return Arrays.copyOf(lateLast, late);
    }

    private void extendRow(int point) {
        boolean begins = rows == 0
                || point - from[rows - 1] + 1 == maxPoints
                || Math.max(last[rows - 1], points.time[point]) - Math.min(first[rows - 1], points.time[point])
                        > MAX_SPAN
                || points.series[point] >> GROUP_BITS != points.series[point - 1] >> GROUP_BITS
                || isOfAnotherSource(point, point - 1);
        if (begins) {
            if (rows == from.length) {
                from = Arrays.copyOf(from, rows * 2);
                to = Arrays.copyOf(to, rows * 2);
                first = Arrays.copyOf(first, rows * 2);
                last = Arrays.copyOf(last, rows * 2);
            }
            first[rows] = Long.MAX_VALUE;
            last[rows] = Long.MIN_VALUE;
            from[rows++] = point + 1;
        }
        to[rows - 1] = point + 1;
        first[rows - 1] = Math.min(first[rows - 1], points.time[point]);
        last[rows - 1] = Math.max(last[rows - 1], points.time[point]);
    }

    private void extendLate(int point) {
        boolean begins = late == 0 || !isSameStretch(lateFrom[late - 1], point);
        if (begins) {
            if (late == lateFrom.length) {
                lateFrom = Arrays.copyOf(lateFrom, late * 2);
                lateLast = Arrays.copyOf(lateLast, late * 2);
            }
            lateFrom[late++] = point;
        }
        lateLast[late - 1] = points.time[point];
    }

    private boolean isSameStretch(int first, int point) {
        return points.series[first] == points.series[point]
                && Math.floorDiv(points.time[first], MICROS_PER_HOUR)
                        == Math.floorDiv(points.time[point], MICROS_PER_HOUR)
                && !isOfAnotherSource(first, point);
    }

    private boolean isOfAnotherSource(int point, int other) {
        return bySource && points.source[point] != points.source[other];
    }
}
