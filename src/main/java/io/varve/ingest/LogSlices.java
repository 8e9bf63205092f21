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
    private final int maxPoints;
    private int[] from = new int[16];
    private int[] to = new int[16];
    private long[] first = new long[16];
    private long[] last = new long[16];
    private int rows;
    private int[] lateSeries = new int[16];
    private long[] lateFirst = new long[16];
    private long[] lateLast = new long[16];
    private int late;

    LogSlices(PointBlock points, long fence) {
        this(points, fence, points.sources() != null);
    }

    /** @param withSource whether rows have to have room for sources that are not known yet */
    LogSlices(PointBlock points, long fence, boolean withSource) {
        this.points = points;
        maxPoints = withSource ? MAX_POINTS_WITH_SOURCE : MAX_POINTS;
        for (int i = 0; i < points.size; i++) {
            extendRow(i);
            if (points.time[i] < fence) {
                extendLate(points.series[i], points.time[i]);
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

    int[] lateSeries() {
        return Arrays.copyOf(lateSeries, late);
    }

    /** Time of the first point of each late stretch, microseconds. */
    long[] lateFirst() {
        return Arrays.copyOf(lateFirst, late);
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
                || points.series[point] >> GROUP_BITS != points.series[point - 1] >> GROUP_BITS;
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

    private void extendLate(int series, long time) {
        boolean begins = late == 0
                || lateSeries[late - 1] != series
                || Math.floorDiv(lateFirst[late - 1], MICROS_PER_HOUR) != Math.floorDiv(time, MICROS_PER_HOUR);
        if (begins) {
            if (late == lateSeries.length) {
                lateSeries = Arrays.copyOf(lateSeries, late * 2);
                lateFirst = Arrays.copyOf(lateFirst, late * 2);
                lateLast = Arrays.copyOf(lateLast, late * 2);
            }
            lateSeries[late] = series;
            lateFirst[late++] = time;
        }
        lateLast[late - 1] = time;
    }
}
