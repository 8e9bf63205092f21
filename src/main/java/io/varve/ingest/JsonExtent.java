package io.varve.ingest;

/** Finds the end of a JSON object without reading it. */
final class JsonExtent {

    private JsonExtent() {}

    /** Where the object that begins at {@code from} ends; -1 if it does not within the given bytes. */
    static int end(byte[] bytes, int from, int to) {
        int depth = 0;
        for (int at = from; at < to; at++) {
            switch (bytes[at]) {
                case '"' -> at = quote(bytes, at, to);
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    continue;
                }
            }
            if (depth == 0) {
                return at < to ? at + 1 : -1;
            }
        }
        return -1;
    }

    private static int quote(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at;
    }
}
