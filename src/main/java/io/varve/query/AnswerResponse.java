package io.varve.query;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The response to a query: says how long it may be kept, and keeps what is sent where that is worth it. What is not a success
 * is passed on as it is.
 */
final class AnswerResponse extends HttpServletResponseWrapper {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private String cacheControl = "no-store";
    private @Nullable Sink sink;
    private @Nullable AnswerStream stream;

    /**
     * Where an answer goes that may be kept.
     *
     * @param reach before when everything has to lie that it depends on, as far as that is after its range
     */
    record Sink(String tag, boolean compresses, int most, long reach, Consumer<StoredAnswer> keep) {}

    AnswerResponse(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.request = request;
        this.response = response;
        request.setAttribute(AnswerResponse.class.getName(), this);
    }

    /** That of the request this thread serves; null if it is none that asks for an answer. */
    static @Nullable AnswerResponse current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                        && attributes.getRequest().getAttribute(AnswerResponse.class.getName())
                                instanceof AnswerResponse response
                ? response
                : null;
    }

    /** All that the client asks for with the current request; empty if it is none that asks for an answer. */
    static String asked() {
        AnswerResponse response = current();
        return response == null ? "" : response.request.getRequestURI() + '?' + response.request.getQueryString();
    }

    HttpServletRequest request() {
        return request;
    }

    /** What is written from now on is an answer that may be kept; by us too where it has to go somewhere. */
    void keep(String control, @Nullable Sink into) {
        cacheControl = control;
        sink = into;
    }

    /** Whether an answer that reaches so far after its range may be kept, if any may. */
    boolean isWithin(long reach) {
        return sink == null || reach <= sink.reach();
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (getStatus() != SC_OK) {
            stream = null;
            return super.getOutputStream();
        }
        setHeader(HttpHeaders.CACHE_CONTROL, cacheControl);
        if (sink == null) {
            return super.getOutputStream();
        }
        if (stream == null) {
            stream = new AnswerStream(response, sink);
        }
        return stream;
    }

    /** Nothing goes out before it is known how. */
    @Override
    public void flushBuffer() throws IOException {
        if (stream == null || stream.isBegun()) {
            super.flushBuffer();
        }
    }

    /** An error takes the answer's place. */
    @Override
    public void resetBuffer() {
        super.resetBuffer();
        stream = null;
        sink = null;
        setHeader(HttpHeaders.ETAG, null);
        setHeader(HttpHeaders.CONTENT_ENCODING, null);
        setHeader(HttpHeaders.CACHE_CONTROL, null);
    }

    /** The answer is complete. */
    void finish() throws IOException {
        if (stream != null) {
            stream.finish();
        }
    }
}
