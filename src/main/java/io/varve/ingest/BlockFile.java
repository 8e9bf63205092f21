package io.varve.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Blocks of points in a temporary file that goes when it is closed. */
final class BlockFile implements AutoCloseable {

    private static final int BUFFERED_RECORDS = 1_024;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED_RECORDS * PointBlock.RECORD_BYTES);
    private final List<Extent> blocks = new ArrayList<>();
    private long end;

    BlockFile() {
        channel = openTemporary("varve-points-");
    }

    static FileChannel openTemporary(String prefix) {
        try {
            Path file = Files.createTempFile(prefix, ".spool");
            return FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(PointBlock block) {
        blocks.add(new Extent(end, block.size));
        buffer.clear();
        for (int i = 0; i < block.size; i++) {
            block.write(i, buffer);
            if (!buffer.hasRemaining()) {
                flush();
            }
        }
        flush();
    }

    int blocks() {
        return blocks.size();
    }

    int size(int block) {
        return blocks.get(block).records;
    }

    /** Adds records of a block, from the given one on and at most so many, to {@code to}. */
    void read(int block, int from, int count, PointBlock to) {
        Extent extent = blocks.get(block);
        int last = Math.min(extent.records, from + count);
        for (int next = from; next < last; next += BUFFERED_RECORDS) {
            buffer.clear().limit(Math.min(BUFFERED_RECORDS, last - next) * PointBlock.RECORD_BYTES);
            fill(extent.offset + (long) next * PointBlock.RECORD_BYTES);
            while (buffer.hasRemaining()) {
                to.read(buffer);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flush() {
        try {
            buffer.flip();
            while (buffer.hasRemaining()) {
                end += channel.write(buffer, end);
            }
            buffer.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fill(long position) {
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, position + buffer.position()) < 0) {
                    throw new IllegalStateException("the spool ends early");
                }
            }
            buffer.flip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Extent(long offset, int records) {}
}
