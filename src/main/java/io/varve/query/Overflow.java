package io.varve.query;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Bytes that are written and read again: a few in memory, more in a file that nobody else sees and that goes when it is closed. */
final class Overflow extends OutputStream {

    private final int most;
    private ByteArrayOutputStream few = new ByteArrayOutputStream(1024);
    private @Nullable FileChannel file;

    /** {@code most}: so many are kept in memory. */
    Overflow(int most) {
        this.most = most;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (few.size() + length > most) {
            spill();
        }
        if (length > most) {
            put(ByteBuffer.wrap(bytes, from, length));
        } else {
            few.write(bytes, from, length);
        }
    }

    private void spill() throws IOException {
        put(ByteBuffer.wrap(few.toByteArray()));
        few.reset();
    }

    private void put(ByteBuffer bytes) throws IOException {
        FileChannel to = file;
        if (to == null) {
            Path path = Files.createTempFile("varve", ".rows");
            to = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            file = to;
        }
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    boolean hasSpilled() {
        return file != null;
    }

    /** All that was written, from the beginning. Nothing is written after that but after {@link #clear}. */
    InputStream input() throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(few.toByteArray());
        }
        spill();
        file.position(0);
        return Channels.newInputStream(file);
    }

    /** As if nothing had been written. */
    void clear() throws IOException {
        few = new ByteArrayOutputStream(1024);
        close();
    }

    @Override
    public void close() throws IOException {
        FileChannel closing = file;
        file = null;
        if (closing != null) {
            closing.close();
        }
    }
}
