package io.varve.ingest;

/** The points of one series and hour, next to each other among sorted points. */
final class HourRun {

    private HourRun() {}

    /** Where the run that begins at {@code start} ends. */
    static int end(PointBlock points, int start) {
        int series = points.series[start];
        long nextHour = Chunk.hour(points.time[start]) + Chunk.HOUR;
        int end = start + 1;
        while (end < points.size && points.series[end] == series && points.time[end] < nextHour) {
            end++;
        }
        return end;
    }

    /** Not of the hour that is still running: its chunk would be written anew as soon as it is over. */
    static boolean fillsChunk(PointBlock points, int start, int end, long runningHour) {
        boolean fills = end - start >= Chunks.MIN_POINTS
                && end - start <= Chunks.MAX_POINTS
                && Chunk.hour(points.time[start]) != runningHour;
        for (int i = start; i < end && fills; i++) {
            fills = points.source[i] <= 0;
        }
        return fills;
    }

    /** Whether any run fills a chunk. */
    static boolean anyFillsChunk(PointBlock points, long runningHour) {
        int start = 0;
        boolean found = false;
        while (start < points.size && !found) {
            int end = end(points, start);
            found = fillsChunk(points, start, end, runningHour);
            start = end;
        }
        return found;
    }
}
