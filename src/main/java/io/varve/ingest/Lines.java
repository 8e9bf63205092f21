package io.varve.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** The lines of a body, one after the other in one buffer. */
final class Lines {

    private final InputStream body;
    private final int maxLength;
    private byte[] buffer = new byte[1 << 16];
    private int filled;
    private int start;
    private int end;
    private int next;
    private long number;
    private boolean tooLong;
    private boolean exhausted;

    Lines(InputStream body, int maxLength) {
        this.body = body;
        this.maxLength = maxLength;
    }

    /** Moves to the next line; false after the last. */
    boolean next() {
        tooLong = false;
        start = next;
        int newline = find(start);
        while (newline < 0 && !exhausted) {
            if (filled - start > maxLength) {
                tooLong = true;
                filled = start;
            }
            int searched = filled - start;
            fill();
            newline = find(start + searched);
        }
        end = newline < 0 ? filled : newline;
        next = newline < 0 ? filled : newline + 1;
        number++;
        return newline >= 0 || end > start || tooLong;
    }

    /** The line and all that follows it. */
    InputStream rest() {
        return new SequenceInputStream(new ByteArrayInputStream(buffer, start, filled - start), body);
    }

    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    /** Counts from 1. */
    long number() {
        return number;
    }

    /** Whether the line is longer than allowed; the buffer then holds only its end. */
    boolean isTooLong() {
        return tooLong || length() > maxLength;
    }

    boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private int find(int from) {
        for (int i = from; i < filled; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void fill() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            start = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, filled * 2);
        }
        try {
            int read = body.read(buffer, filled, buffer.length - filled);
            exhausted = read < 0;
            filled += Math.max(read, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
