package io.varve.ingest;

import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Reads {@code {"points":[..]}}: plain points by itself, others one by one with Jackson. With anything beside the points,
 * and with everything that is wrong, it leaves the rest of the body to {@link PointsDocument}.
 */
final class PointsBody {

    private static final byte[] BEGIN = "{\"points\":[".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] NAME = "\"points\"".getBytes(StandardCharsets.US_ASCII);

    /** Stands for the elements that have been read; the array goes on after it. */
    private static final byte[] BEGUN = "{\"points\":[{}".getBytes(StandardCharsets.US_ASCII);

    private static final PointReader READER = new PointReader(PointReader.POINT_MEMBERS);
    static final byte[] FORM = {'j'};

    private final Window window;
    private final Intake intake;
    private final PlainPoints points;
    private final PlainPoint point = new PlainPoint();
    private long elements;
    private long lines;
    private long lineStart;
    private long windowStart;
    private boolean brokeLine;

    private PointsBody(Window window, Intake intake) {
        this.window = window;
        this.intake = intake;
        this.points = intake.plainPoints(FORM);
    }

    static void read(InputStream body, Intake intake) {
        Window window = new Window(body);
        window.more();
        new PointsBody(window, intake).read();
    }

    private void read() {
        if (!begins()) {
            PointsDocument.read(window.rest(), intake);
            return;
        }
        while (element() || more()) {}
        if (!ends()) {
            long columns = windowStart + window.start() - lineStart;
            Preamble read = new Preamble(elements == 0 ? BEGIN : BEGUN, lines, columns);
            PointsDocument.readOn(new SequenceInputStream(read, window.rest()), intake, elements);
        }
    }

    private boolean begins() {
        int at = token('{', 0);
        at = at < 0 ? at : space(at);
        for (int i = 0; i < NAME.length && at >= 0; i++) {
            at = at < window.end() && window.bytes()[at] == NAME[i] ? at + 1 : -1;
        }
        at = at < 0 ? at : token('[', token(':', at));
        if (at >= 0) {
            finish(at);
        }
        return at >= 0;
    }

    /** Whether nothing follows but the end of array and object. */
    private boolean ends() {
        int at = token('}', token(']', window.start()));
        return at >= 0 && space(at) == window.end() && !more();
    }

    /** Takes one more element; false if there is none that can be read here, or not all of it is in the window. */
    private boolean element() {
        int from = elements == 0 ? window.start() : token(',', window.start());
        from = from < 0 ? from : space(from);
        if (from < 0 || from >= window.end() || window.bytes()[from] != '{') {
            return false;
        }
        int to = point.read(window.bytes(), from, window.end());
        if (to < 0 || !points.take(point, elements)) {
            to = takeAny(from, to);
        }
        if (to >= 0) {
            brokeLine |= point.brokeLine();
            elements++;
            finish(to);
        }
        return to >= 0;
    }

    /** Where the element ends; -1 if Jackson cannot read it by itself. */
    private int takeAny(int from, int plainEnd) {
        byte[] bytes = window.bytes();
        int to = plainEnd >= 0 ? plainEnd : JsonExtent.end(bytes, from, window.end());
        if (to < 0) {
            return to;
        }
        try (JsonParser parser = Json.FACTORY.createParser(Json.CONTEXT, bytes, from, to - from)) {
            parser.nextToken();
            READER.read(parser, intake.next());
        } catch (JacksonException e) {
            return -1;
        }
        intake.submitElement("/points", elements);
        brokeLine = true;
        if (plainEnd >= 0) {
            points.learn();
        }
        return to;
    }

    /** All before is done with. Lines are counted only where there was a line break, which is hardly anywhere. */
    private void finish(int to) {
        byte[] bytes = window.bytes();
        for (int i = window.start(); brokeLine && i < to; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r' && bytes[i + 1] != '\n') {
                lines++;
                lineStart = windowStart + i + 1;
            }
        }
        brokeLine = false;
        window.moveTo(to);
    }

    private boolean more() {
        int start = window.start();
        boolean more = window.more();
        windowStart += start - window.start();
        return more;
    }

    /** The place after this character and the space before it; -1 if there is something else. */
    private int token(char token, int from) {
        int at = from < 0 ? from : space(from);
        return at >= 0 && at < window.end() && window.bytes()[at] == token ? at + 1 : -1;
    }

    private int space(int from) {
        byte[] bytes = window.bytes();
        int at = from;
        while (at < window.end() && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            brokeLine |= bytes[at] == '\n' || bytes[at] == '\r';
            at++;
        }
        return at;
    }
}
