package io.varve.ingest;

import io.varve.timeseries.Micros;
import io.varve.web.ProblemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.function.LongConsumer;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Points older than the single points that are kept of their series: they are merged into the buckets that are left, or
 * refused (docs/protocol.md, rule 6).
 */
@Component
class BelowFloor {

    /** Merged with another value; nothing kept of its time; single points no longer kept. */
    private static final Set<String> REFUSALS = Set.of("VA027", "VA028", WriteRetry.BELOW_FLOOR);

    private final RawRepository raw;
    private final boolean refused;

    BelowFloor(RawRepository raw, IngestProperties properties) {
        this.raw = raw;
        this.refused = properties.belowFloor() == IngestProperties.BelowFloor.REFUSE;
    }

    /** Merges what lies below; returns the other points. {@code merged} is told how many were new. */
    PointBlock takeFrom(PointBlock slice, Fence fence, Instant now, LongConsumer merged) {
        if (Arrays.stream(slice.time, 0, slice.size).noneMatch(time -> time < fence.micros())) {
            return slice;
        }
        int[] late = lateSeries(slice, fence);
        long[] floors = raw.enterFloor(late);
        PointBlock below = new PointBlock(16);
        PointBlock others = new PointBlock(16);
        for (int i = 0; i < slice.size; i++) {
            int at = slice.time[i] < fence.micros() ? Arrays.binarySearch(late, slice.series[i]) : -1;
            (at >= 0 && slice.time[i] < floors[at] ? below : others).add(slice, i);
        }
        if (below.size == 0) {
            return slice;
        }
        if (refused) {
            throw refusal(below, Arrays.stream(floors).max().orElseThrow());
        }
        merged.accept(raw.mergeLate(now, below));
        return others;
    }

    /** In ascending order. */
    private static int[] lateSeries(PointBlock slice, Fence fence) {
        int[] series = new int[slice.size];
        int count = 0;
        for (int i = 0; i < slice.size; i++) {
            if (slice.time[i] < fence.micros() && (count == 0 || series[count - 1] != slice.series[i])) {
                series[count++] = slice.series[i];
            }
        }
        return Arrays.copyOf(series, count);
    }

    /** Has a write refused by the database for what is not kept any more answered with 409. */
    static void explaining(Runnable write) {
        try {
            write.run();
        } catch (DataAccessException e) {
            String state = WriteRetry.sqlState(e);
            if (state != null && REFUSALS.contains(state)) {
                throw ProblemException.conflict(WriteRetry.message(e));
            }
            throw e;
        }
    }

    private static ProblemException refusal(PointBlock below, long floor) {
        return ProblemException.conflict(
                "%d points, the first of %s, are older than the single points that are kept, which begin at %s"
                        .formatted(below.size, Micros.toInstant(below.time[0]), Micros.toInstant(floor)));
    }
}
