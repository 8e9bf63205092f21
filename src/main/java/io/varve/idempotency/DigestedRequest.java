package io.varve.idempotency;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A request by which it is known again: path, query, content type and body, digested as it streams by. */
final class DigestedRequest extends HttpServletRequestWrapper {

    private final MessageDigest sha = sha256();
    private @Nullable DigestStream stream;
    private byte @Nullable [] digest;

    DigestedRequest(HttpServletRequest request) {
        super(request);
        add(request.getRequestURI());
        add(request.getQueryString());
        add(request.getContentType());
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return body();
    }

    private DigestStream body() throws IOException {
        if (stream == null) {
            stream = new DigestStream(super.getInputStream(), sha);
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        String encoding = getCharacterEncoding();
        Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
        return new BufferedReader(new InputStreamReader(getInputStream(), charset));
    }

    /** Reads the rest of the body first, if that has not been read. */
    byte[] digest() {
        if (digest == null) {
            try {
                body().drain();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            digest = sha.digest();
        }
        return digest;
    }

    /** No part can be taken for the end of another: a line break is in none. */
    private void add(@Nullable String part) {
        sha.update(((part == null ? "" : part) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
