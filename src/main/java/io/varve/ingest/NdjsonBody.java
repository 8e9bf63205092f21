package io.varve.ingest;

import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.JacksonIOException;

/** Reads one point per line. Lines are parsed each by itself, so that a malformed one is one bad point. */
final class NdjsonBody {

    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final PointReader READER = new PointReader(PointReader.POINT_MEMBERS);

    private NdjsonBody() {}

    static void read(InputStream body, Intake intake) {
        Lines lines = new Lines(body, MAX_LINE_BYTES);
        PlainPoint point = new PlainPoint();
        PlainPoints points = intake.plainPoints(PointsBody.FORM);
        intake.countLines();
        while (lines.next()) {
            boolean plain = point.readAll(lines.buffer(), lines.start(), lines.start() + lines.length());
            if (plain ? !points.take(point, lines.number()) : !lines.isBlank()) {
                line(lines, intake.next());
                intake.submitLine(lines.number());
                if (plain) {
                    points.learn();
                }
            }
        }
    }

    private static void line(Lines lines, PointDraft draft) {
        if (lines.isTooLong()) {
            draft.refuse("", "a line must have at most " + MAX_LINE_BYTES + " bytes");
            return;
        }
        try (JsonParser parser =
                Json.FACTORY.createParser(Json.CONTEXT, lines.buffer(), lines.start(), lines.length())) {
            parser.nextToken();
            READER.read(parser, draft);
            if (parser.nextToken() != null) {
                draft.refuse("", "there is something after the point on its line");
            }
        } catch (JacksonIOException e) {
            throw Json.unreadable(e);
        } catch (JacksonException e) {
            draft.clear();
            draft.refuse("", Json.describe(e));
        }
    }
}
