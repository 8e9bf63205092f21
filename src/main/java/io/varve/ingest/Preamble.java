package io.varve.ingest;

import java.io.InputStream;

/**
 * Stands in for the beginning of a body that has been read: something short, line breaks and spaces, so that places which
 * a parser names in the rest are right.
 */
final class Preamble extends InputStream {

    private final byte[] text;
    private final long lines;
    private final long length;
    private long at;

    /**
     * @param text without line breaks
     * @param lines how many line breaks follow it
     * @param columns how far into its line the rest begins; less than the text is long means right after the text
     */
    Preamble(byte[] text, long lines, long columns) {
        this.text = text;
        this.lines = lines;
        this.length = text.length + lines + Math.max(0, lines == 0 ? columns - text.length : columns);
    }

    @Override
    public int read() {
        if (at == length) {
            return -1;
        }
        int next = at < text.length ? text[(int) at] : at < text.length + lines ? '\n' : ' ';
        at++;
        return next;
    }

    @Override
    public int read(byte[] to, int offset, int count) {
        int read = (int) Math.min(count, length - at);
        for (int i = 0; i < read; i++) {
            to[offset + i] = (byte) read();
        }
        return read == 0 && count > 0 ? -1 : read;
    }
}
