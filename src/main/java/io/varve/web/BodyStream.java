package io.varve.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Counts what it hands out and stops at the limit, so that a small compressed body cannot become an endless one. */
final class BodyStream extends ServletInputStream {

    private static final int BUFFER_BYTES = 1 << 16;

    private final ServletInputStream source;
    private final long limit;
    private final boolean gzip;
    private @Nullable InputStream content;
    private long count;
    private boolean finished;

    private BodyStream(ServletInputStream source, long limit, boolean gzip) {
        this.source = source;
        this.limit = limit;
        this.gzip = gzip;
    }

    static ServletInputStream of(ServletInputStream source, long limit, boolean gzip) {
        return new BodyStream(source, limit, gzip);
    }

    static ProblemException tooLarge(long limit) {
        return new ProblemException(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "body-too-large",
                        "The body is longer than %d bytes (varve.ingest.max-body-size, counted after decompression)."
                                .formatted(limit))
                .with("limit", limit);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = decompress(buffer, offset, length);
        if (read < 0) {
            finished = true;
            return -1;
        }
        count += read;
        if (count > limit) {
            throw tooLarge(limit);
        }
        return read;
    }

    private int decompress(byte[] buffer, int offset, int length) throws IOException {
        if (!gzip) {
            return source.read(buffer, offset, length);
        }
        try {
            if (content == null) {
                content = new GZIPInputStream(source, BUFFER_BYTES);
            }
            return content.read(buffer, offset, length);
        } catch (ZipException | EOFException e) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST, "bad-gzip", "The body is not valid gzip: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isReady() {
        return source.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException("bodies are read blocking");
    }
}
