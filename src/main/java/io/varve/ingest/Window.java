package io.varve.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** The part of a body that is looked at, in one array. */
final class Window {

    private static final int MAX_BYTES = 1 << 21;

    private final InputStream body;
    private byte[] bytes = new byte[1 << 16];
    private int start;
    private int end;
    private boolean exhausted;

    Window(InputStream body) {
        this.body = body;
    }

    byte[] bytes() {
        return bytes;
    }

    /** What lies before is done with. */
    int start() {
        return start;
    }

    int end() {
        return end;
    }

    void moveTo(int at) {
        start = at;
    }

    /** Reads on; what is not done with moves to the front. False at the body's end, and when the window gets too large. */
    boolean more() {
        if (exhausted || end - start == MAX_BYTES) {
            return false;
        }
        if (end - start == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        System.arraycopy(bytes, start, bytes, 0, end - start);
        end -= start;
        start = 0;
        try {
            int read = body.readNBytes(bytes, end, bytes.length - end);
            end += read;
            exhausted = end < bytes.length;
            return read > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever has not been done with. */
    InputStream rest() {
        return new SequenceInputStream(new ByteArrayInputStream(bytes, start, end - start), body);
    }
}
