package io.varve.idempotency;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.security.MessageDigest;

/** A body that is digested while it is read, by whoever reads it. */
final class DigestStream extends ServletInputStream {

    private static final int BUFFER_BYTES = 1 << 16;

    private final ServletInputStream body;
    private final MessageDigest digest;

    DigestStream(ServletInputStream body, MessageDigest digest) {
        this.body = body;
        this.digest = digest;
    }

    @Override
    public int read() throws IOException {
        int read = body.read();
        if (read >= 0) {
            digest.update((byte) read);
        }
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = body.read(buffer, offset, length);
        if (read > 0) {
            digest.update(buffer, offset, read);
        }
        return read;
    }

    /** Reads what nobody has read. */
    void drain() throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (read(buffer, 0, buffer.length) >= 0) {
            // Digested by being read.
        }
    }

    @Override
    public boolean isFinished() {
        return body.isFinished();
    }

    @Override
    public boolean isReady() {
        return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException("bodies are read blocking");
    }
}
