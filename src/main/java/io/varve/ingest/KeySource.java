package io.varve.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The source of points that have a key: the first 63 bits of its SHA-256, mapped to the negative numbers. */
final class KeySource {

    private final MessageDigest digest;

    KeySource() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    long of(String key) {
        byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
        return ~(ByteBuffer.wrap(hash).getLong() >>> 1);
    }
}
