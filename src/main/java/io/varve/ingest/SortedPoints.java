package io.varve.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's points with their final ids, in the order (series, time, source), each point once: of the same points the
 * one that came last. An external merge sort: each block of the spool is sorted by itself, then all are merged.
 */
final class SortedPoints implements AutoCloseable {

    private static final int CURSOR_RECORDS = 1_024;

    private final List<PointBlock> blocks;
    private final @Nullable BlockFile file;

    private SortedPoints(List<PointBlock> blocks, @Nullable BlockFile file) {
        this.blocks = blocks;
        this.file = file;
    }

    /**
     * @param seriesIds id of each series reference, {@link SeriesResolution#REFUSED} to leave its points out
     * @param sources source of each session reference; a point's source n above 0 means the session n - 1
     */
    static SortedPoints of(PointSpool spool, int[] seriesIds, long[] sources) {
        if (spool.isInMemory()) {
            List<PointBlock> blocks = new ArrayList<>();
            spool.forEachBlock(block -> blocks.add(BlockSort.sorted(resolved(block, seriesIds, sources))));
            return new SortedPoints(blocks, null);
        }
        BlockFile file = new BlockFile();
        try {
            spool.forEachBlock(block -> file.append(BlockSort.sorted(resolved(block, seriesIds, sources))));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        return new SortedPoints(List.of(), file);
    }

    /**
     * Hands over all points in slices of about so many; a slice must not be kept. The points of a series and hour are in
     * one slice, unless they are more than a chunk takes.
     */
    void forEachSlice(int sliceSize, Consumer<PointBlock> consumer) {
        if (blocks.size() == 1 && blocks.get(0).size <= sliceSize) {
            if (blocks.get(0).size > 0) {
                consumer.accept(blocks.get(0));
            }
            return;
        }
        PriorityQueue<Cursor> cursors = cursors();
        PointBlock slice = new PointBlock(16);
        for (Cursor next = cursors.poll(); next != null; next = cursors.poll()) {
            Cursor other = cursors.peek();
            boolean more;
            do {
                if (slice.size >= sliceSize && mayEnd(slice, sliceSize + Chunks.MAX_POINTS, next)) {
                    consumer.accept(slice);
                    slice.clear();
                }
                slice.addOrReplaceLast(next.buffer, next.at);
                more = next.advance();
            } while (more && (other == null || next.compareTo(other) < 0));
            if (more) {
                cursors.add(next);
            }
        }
        if (slice.size > 0) {
            consumer.accept(slice);
        }
    }

    private static boolean mayEnd(PointBlock slice, int longest, Cursor next) {
        int last = slice.size - 1;
        int series = next.buffer.series[next.at];
        long time = next.buffer.time[next.at];
        return slice.series[last] != series
                || Chunk.hour(slice.time[last]) != Chunk.hour(time)
                || slice.size >= longest && PointBlock.compare(slice, last, next.buffer, next.at) != 0;
    }

    /** All points, if they are in one block. */
    PointBlock onlyBlock() {
        if (blocks.size() != 1) {
            throw new IllegalStateException("there are " + blocks.size() + " blocks in memory");
        }
        return blocks.get(0);
    }

    /** Whether there may be points enough of a series and hour for a chunk. */
    boolean mayFillChunks(long runningHour) {
        return blocks.size() != 1 || HourRun.anyFillsChunk(blocks.get(0), runningHour);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }

    private PriorityQueue<Cursor> cursors() {
        List<Cursor> cursors = new ArrayList<>();
        for (int run = 0; run < blocks.size(); run++) {
            if (blocks.get(run).size > 0) {
                cursors.add(new Cursor(run, blocks.get(run)));
            }
        }
        for (int run = 0; file != null && run < file.blocks(); run++) {
            if (file.size(run) > 0) {
                cursors.add(new Cursor(run, file));
            }
        }
        return new PriorityQueue<>(cursors);
    }

    private static PointBlock resolved(PointBlock block, int[] seriesIds, long[] sources) {
        PointBlock resolved = new PointBlock(block.size);
        for (int i = 0; i < block.size; i++) {
            if (seriesIds[block.series[i]] == SeriesResolution.REFUSED) {
                continue;
            }
            long source = block.source[i] > 0 ? sources[(int) block.source[i] - 1] : block.source[i];
            resolved.add(seriesIds[block.series[i]], block.time[i], source, block.value[i], block.metadata[i]);
        }
        return resolved;
    }

    /** Where the merge is in one sorted run. Equal points come out in the order of the runs, so the last one wins. */
    private static final class Cursor implements Comparable<Cursor> {
        private final int run;
        private final @Nullable BlockFile file;
        private final PointBlock buffer;
        private int at;
        private int read;

        Cursor(int run, PointBlock points) {
            this.run = run;
            file = null;
            buffer = points;
        }

        Cursor(int run, BlockFile file) {
            this.run = run;
            this.file = file;
            buffer = new PointBlock(Math.min(CURSOR_RECORDS, file.size(run)));
            refill(file);
        }

        boolean advance() {
            if (++at == buffer.size && file != null) {
                refill(file);
            }
            return at < buffer.size;
        }

        private void refill(BlockFile from) {
            buffer.clear();
            at = 0;
            from.read(run, read, CURSOR_RECORDS, buffer);
            read += buffer.size;
        }

        @Override
        public int compareTo(Cursor other) {
            int order = PointBlock.compare(buffer, at, other.buffer, other.at);
            return order != 0 ? order : Integer.compare(run, other.run);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return run;
        }
    }
}
