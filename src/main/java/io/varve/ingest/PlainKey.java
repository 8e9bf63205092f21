package io.varve.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The bytes that name the series of one point in a body, put together. Used again for the next point. */
final class PlainKey {

    /** Longer ones are not looked up; their points go the way of those that are not plain. */
    static final int MAX_LENGTH = 1_024;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Random, so that nobody can prepare keys that all fall into one place. */
    private static final long SEED = new SplittableRandom().nextLong();

    private final int prefix;
    private byte[] bytes;
    private int length;

    /** @param form of the body: equal bytes name the same series only in bodies of the same form */
    PlainKey(byte[] form) {
        prefix = form.length;
        bytes = Arrays.copyOf(form, prefix + 128);
        length = prefix;
    }

    void clear() {
        length = prefix;
    }

    /** Adds one part and an end mark that does not occur in parts. */
    void add(byte[] from, int start, int end) {
        int part = end - start;
        if (bytes.length < length + part + 1 + Long.BYTES) {
            bytes = Arrays.copyOf(bytes, (length + part) * 2 + Long.BYTES);
        }
        System.arraycopy(from, start, bytes, length, part);
        length += part;
        bytes[length++] = '\n';
    }

    boolean isTooLong() {
        return length > MAX_LENGTH;
    }

    int hash() {
        LONG.set(bytes, length, 0L);
        long hash = SEED;
        for (int i = prefix; i < length; i += Long.BYTES) {
            hash = (hash ^ (long) LONG.get(bytes, i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 32) ^ (int) hash;
    }

    /** How many bytes there are without those of the form. */
    int length() {
        return length - prefix;
    }

    boolean equals(byte[] others, int from, int otherLength) {
        return otherLength == length() && Arrays.equals(bytes, prefix, length, others, from, from + otherLength);
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, prefix, target, at, length());
    }

    /** All of it, with the form. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
