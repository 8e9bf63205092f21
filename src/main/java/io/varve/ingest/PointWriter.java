package io.varve.ingest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Writes sorted points: many of a series and hour as a chunk, if that hour is over and nothing is stored of it yet, and
 * all others into the log of batches.
 */
@Component
class PointWriter {

    private final RawRepository raw;
    private final ChunkRepository chunks;
    private final BelowFloor belowFloor;

    PointWriter(RawRepository raw, ChunkRepository chunks, BelowFloor belowFloor) {
        this.raw = raw;
        this.chunks = chunks;
        this.belowFloor = belowFloor;
    }

    /** In the write transaction, after the sessions have been locked: takes slices of the points from then on. */
    Consumer<PointBlock> begin(Fence fence, Instant now, SortedPoints points, Intake intake) {
        long runningHour = Chunk.hour(ChronoUnit.MICROS.between(Instant.EPOCH, now));
        if (points.mayFillChunks(runningHour)) {
            chunks.lock();
        }
        return slice -> {
            PointBlock kept = belowFloor.takeFrom(slice, fence, now, intake::merged);
            PointBlock rest = kept;
            if (HourRun.anyFillsChunk(kept, runningHour)) {
                Chunks packed = Chunks.of(kept, runningHour);
                rest = packed.without(chunks.write(fence, now, packed));
            }
            if (rest.size > 0) {
                raw.writePoints(fence, now, rest);
            }
            raw.writeMetadata(kept, intake.metadata);
        };
    }
}
