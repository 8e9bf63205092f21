package io.varve.web;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** A request whose body is read decompressed and limited, and whose headers say the same. */
class BodyRequest extends HttpServletRequestWrapper {

    private static final Set<String> ABOUT_THE_COMPRESSED_BODY = caseInsensitive();

    private final long limit;
    private final boolean gzip;
    private @Nullable ServletInputStream stream;

    BodyRequest(HttpServletRequest request, long limit, boolean gzip) {
        super(request);
        this.limit = limit;
        this.gzip = gzip;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (stream == null) {
            stream = BodyStream.of(super.getInputStream(), limit, gzip);
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        String encoding = getCharacterEncoding();
        Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
        return new BufferedReader(new InputStreamReader(getInputStream(), charset));
    }

    @Override
    public int getContentLength() {
        return gzip ? -1 : super.getContentLength();
    }

    @Override
    public long getContentLengthLong() {
        return gzip ? -1 : super.getContentLengthLong();
    }

    @Override
    public @Nullable String getHeader(String name) {
        return hidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        names.removeIf(this::hidden);
        return Collections.enumeration(names);
    }

    private boolean hidden(String name) {
        return gzip && ABOUT_THE_COMPRESSED_BODY.contains(name);
    }

    private static Set<String> caseInsensitive() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.add(HttpHeaders.CONTENT_ENCODING);
        names.add(HttpHeaders.CONTENT_LENGTH);
        return names;
    }
}
