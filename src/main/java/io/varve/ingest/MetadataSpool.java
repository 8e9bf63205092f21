package io.varve.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The metadata of a request's points: the latest in memory, the rest in a temporary file. */
final class MetadataSpool implements AutoCloseable {

    /** An address is the offset shifted by this, plus the length in bytes. */
    private static final int LENGTH_BITS = 16;

    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    private final int memoryBytes;
    private byte[] memory = new byte[0];
    private int used;
    private long flushed;
    private @Nullable FileChannel file;

    MetadataSpool(int memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    /** Keeps a text of less than 64 KiB and returns its address. */
    long add(String metadata) {
        byte[] bytes = metadata.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LENGTH_MASK) {
            throw new IllegalArgumentException("metadata of " + bytes.length + " bytes");
        }
        if (used + bytes.length > memoryBytes) {
            flush();
        }
        if (used + bytes.length > memory.length) {
            memory = Arrays.copyOf(memory, Math.max(used + bytes.length, Math.min(memoryBytes, used * 2)));
        }
        System.arraycopy(bytes, 0, memory, used, bytes.length);
        long address = (flushed + used) << LENGTH_BITS | bytes.length;
        used += bytes.length;
        return address;
    }

    String get(long address) {
        long offset = address >>> LENGTH_BITS;
        int length = (int) (address & LENGTH_MASK);
        if (offset >= flushed) {
            return new String(memory, (int) (offset - flushed), length, StandardCharsets.UTF_8);
        }
        return new String(read(offset, length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flush() {
        try {
            FileChannel channel = file;
            if (channel == null) {
                channel = BlockFile.openTemporary("varve-metadata-");
                file = channel;
            }
            ByteBuffer buffer = ByteBuffer.wrap(memory, 0, used);
            while (buffer.hasRemaining()) {
                flushed += channel.write(buffer, flushed);
            }
            used = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] read(long offset, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try {
            while (file != null && buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) >= 0) {}
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (buffer.hasRemaining()) {
            throw new IllegalStateException("the metadata spool ends early");
        }
        return buffer.array();
    }
}
