package io.varve.ingest;

/**
 * Reads a JSON point straight from bytes if it is as nearly all are: a number for a value, a plain time, and of the other
 * members at most {@code tags} and {@code user_id}. These two and {@code series} are not looked into; their bytes are the
 * key by which {@link PlainPoints} knows the series. Whatever else there is, or is wrong, is left to Jackson.
 */
final class PlainPoint {

    private static final byte[] SERIES = name("series");
    private static final byte[] TIME = name("time");
    private static final byte[] VALUE = name("value");
    private static final byte[] TAGS = name("tags");
    private static final byte[] USER = name("user_id");

    private final PlainTime times = new PlainTime();
    private final PlainNumber numbers = new PlainNumber();
    private byte[] bytes = new byte[0];
    private int to;
    private int seriesFrom;
    private int seriesTo;
    private int tagsFrom;
    private int tagsTo;
    private int userFrom;
    private int userTo;
    private boolean hasValue;
    private boolean brokeLine;
    private long time;

    /** Where the object that begins at {@code from} ends; -1 if it is not plain or its end is beyond {@code to}. */
    int read(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        seriesTo = tagsTo = userTo = seriesFrom = tagsFrom = userFrom = 0;
        hasValue = false;
        brokeLine = false;
        time = PlainTime.OTHER;
        int at = from;
        do {
            at = member(space(at + 1));
            at = at < 0 ? at : space(at);
        } while (at >= 0 && at < to && bytes[at] == ',');
        boolean complete = at >= 0 && at < to && bytes[at] == '}';
        return complete && seriesTo > 0 && hasValue && time != PlainTime.OTHER ? at + 1 : -1;
    }

    /** Whether these bytes are a plain point and nothing else but space after it. */
    boolean readAll(byte[] bytes, int from, int to) {
        int end = from < to && bytes[from] == '{' ? read(bytes, from, to) : -1;
        return end >= 0 && space(end) == to;
    }

    long time() {
        return time;
    }

    double value() {
        return numbers.value();
    }

    /** Whether there was a line break between the tokens. */
    boolean brokeLine() {
        return brokeLine;
    }

    /** What names the series, as it stands in the body. A line break, which no name can have, separates the parts. */
    void key(PlainKey key) {
        key.add(bytes, seriesFrom, seriesTo);
        key.add(bytes, tagsFrom, tagsTo);
        key.add(bytes, userFrom, userTo);
    }

    /** Where a member that begins here ends; -1 if it is not plain. */
    private int member(int at) {
        if (at + 8 >= to || bytes[at] != '"') {
            return -1;
        }
        return switch (bytes[at + 1]) {
            case 's' -> series(value(at, SERIES));
            case 't' -> bytes[at + 2] == 'i' ? time(value(at, TIME)) : tags(value(at, TAGS));
            case 'v' -> number(value(at, VALUE));
            case 'u' -> user(value(at, USER));
            default -> -1;
        };
    }

    private int series(int at) {
        int end = seriesTo > 0 ? -1 : string(at);
        seriesFrom = at;
        seriesTo = end;
        return end;
    }

    private int user(int at) {
        int end = userTo > 0 ? -1 : string(at);
        userFrom = at;
        userTo = end;
        return end;
    }

    private int time(int at) {
        int end = time != PlainTime.OTHER ? -1 : string(at);
        time = end < 0 ? PlainTime.OTHER : times.read(bytes, at + 1, end - 1);
        return time == PlainTime.OTHER ? -1 : end;
    }

    private int number(int at) {
        int end = hasValue || at < 0 ? -1 : numbers.read(bytes, at, to);
        hasValue = true;
        return end;
    }

    private int tags(int at) {
        if (tagsTo > 0 || at < 0 || at >= to || bytes[at] != '{') {
            return -1;
        }
        int end = at + 1;
        while (end < to && bytes[end] != '}') {
            if (bytes[end] == '"') {
                end = string(end);
                if (end < 0) {
                    return -1;
                }
            } else if (bytes[end] == '{' || bytes[end] == '\n' || bytes[end] == '\r') {
                return -1;
            } else {
                end++;
            }
        }
        tagsFrom = at;
        tagsTo = end + 1;
        return end < to ? tagsTo : -1;
    }

    /** Where the string that should begin here ends, its quotation marks included; -1 if there is none. */
    private int string(int at) {
        if (at < 0 || at >= to || bytes[at] != '"') {
            return -1;
        }
        for (int i = at + 1; i < to; i++) {
            byte b = bytes[i];
            if (b == '"') {
                return i + 1;
            }
            if (b == '\\') {
                i++;
            } else if (b == '\n') {
                return -1;
            }
        }
        return -1;
    }

    /** Where the value of the member with this name begins; -1 if the member has another. */
    private int value(int at, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (at + i >= to || bytes[at + i] != name[i]) {
                return -1;
            }
        }
        int colon = space(at + name.length);
        return colon < to && bytes[colon] == ':' ? space(colon + 1) : -1;
    }

    private int space(int from) {
        int at = from;
        while (at < to && bytes[at] <= ' ' && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    private boolean isSpace(byte b) {
        brokeLine |= b == '\n' || b == '\r';
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static byte[] name(String name) {
        return ('"' + name + '"').getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
