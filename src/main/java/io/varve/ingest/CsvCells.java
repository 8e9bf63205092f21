package io.varve.ingest;

import java.util.Arrays;

/** Where the cells of one line of CSV are. */
final class CsvCells {

    private int[] from = new int[8];
    private int[] to = new int[8];
    private int count;

    /** Finds the cells; none if a quotation mark is anywhere but around a whole cell. */
    void split(byte[] bytes, int start, int lineEnd) {
        int end = lineEnd > start && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        count = 0;
        int at = start;
        do {
            at = at < end && bytes[at] == '"' ? quoted(bytes, at, end) : bare(bytes, at, end);
        } while (at >= 0 && at++ < end);
        if (at < 0) {
            count = 0;
        }
    }

    /** 0 if the line is not plain. */
    int count() {
        return count;
    }

    int from(int cell) {
        return from[cell];
    }

    int to(int cell) {
        return to[cell];
    }

    private int bare(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] != ',') {
            if (bytes[at] == '"' || bytes[at] == '\r') {
                return -1;
            }
            at++;
        }
        add(start, at);
        return at;
    }

    private int quoted(byte[] bytes, int start, int end) {
        int at = start + 1;
        while (at < end && bytes[at] != '"') {
            at++;
        }
        boolean plain = at < end && (at + 1 == end || bytes[at + 1] == ',');
        add(start + 1, at);
        return plain ? at + 1 : -1;
    }

    private void add(int start, int end) {
        if (count == from.length) {
            from = Arrays.copyOf(from, count * 2);
            to = Arrays.copyOf(to, count * 2);
        }
        from[count] = start;
        to[count++] = end;
    }
}
