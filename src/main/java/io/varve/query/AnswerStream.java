package io.varve.query;

import io.varve.query.AnswerResponse.Sink;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Sends an answer with its tag, and keeps what was sent unless that is too long. Compresses it itself, as Tomcat does not
 * where there is a strong tag; but nothing short, and so the first bytes wait.
 */
final class AnswerStream extends ServletOutputStream {

    /** As Tomcat. */
    private static final int SHORT = 2048;

    private final HttpServletResponse response;
    private final Sink sink;
    private final ByteArrayOutputStream start = new ByteArrayOutputStream(SHORT);
    private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream(SHORT);
    private @Nullable OutputStream body;
    private boolean compressed;

    AnswerStream(HttpServletResponse response, Sink sink) {
        this.response = response;
        this.sink = sink;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (body != null) {
            body.write(bytes, from, length);
        } else if (start.size() + length <= SHORT) {
            start.write(bytes, from, length);
        } else {
            begin(sink.compresses()).write(bytes, from, length);
        }
    }

    boolean isBegun() {
        return body != null;
    }

    private OutputStream begin(boolean compress) throws IOException {
        compressed = compress;
        response.setHeader(HttpHeaders.ETAG, tag());
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        OutputStream both = new Both(response.getOutputStream());
        if (compress) {
            response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        OutputStream begun = compress ? new GZIPOutputStream(both, 8192) : both;
        body = begun;
        start.writeTo(begun);
        return begun;
    }

    private String tag() {
        return "\"" + sink.tag() + (compressed ? "-gzip" : "") + "\"";
    }

    /** What waits goes on waiting: it is short. */
    @Override
    public void flush() throws IOException {
        if (body != null) {
            body.flush();
        }
    }

    void finish() throws IOException {
        OutputStream begun = body == null ? begin(false) : body;
        if (begun instanceof GZIPOutputStream gzip) {
            gzip.finish();
        }
        String type = response.getContentType();
        if (kept != null && type != null) {
            sink.keep().accept(StoredAnswer.of(kept.toByteArray(), type, response));
        }
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException("answers are written by threads that may wait");
    }

    /** To the client and, as long as it is short enough, to what is kept. */
    private final class Both extends OutputStream {

        private final OutputStream client;

        Both(OutputStream client) {
            this.client = client;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            client.write(bytes, from, length);
            if (kept != null && kept.size() + length > sink.most()) {
                kept = null;
            } else if (kept != null) {
                kept.write(bytes, from, length);
            }
        }

        @Override
        public void flush() throws IOException {
            client.flush();
        }
    }
}
