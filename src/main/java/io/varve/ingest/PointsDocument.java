package io.varve.ingest;

import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code {"points":[..]}} with Jackson; {@link PointsBody} leaves to it what is not plain. */
final class PointsDocument {

    private static final PointReader READER = new PointReader(PointReader.POINT_MEMBERS);

    private PointsDocument() {}

    static void read(InputStream body, Intake intake) {
        readOn(body, intake, 0);
    }

    /** @param elements how many points have been taken; if there are any, the body has one in their stead */
    static void readOn(InputStream body, Intake intake, long elements) {
        try (JsonParser parser = Json.FACTORY.createParser(Json.CONTEXT, body)) {
            boolean found = false;
            for (String member = Json.firstMember(parser); member != null; member = Json.nextMember(parser)) {
                if (member.equals("points")) {
                    array(parser, "/points", READER, intake, found ? 0 : elements);
                    found = true;
                } else {
                    parser.skipChildren();
                    intake.errors.addUnknownMember(member, "points");
                }
            }
            if (!found) {
                intake.errors.addEnvelope("", "'points' is missing");
            }
        } catch (JacksonException e) {
            throw Json.unreadable(e);
        }
    }

    /** The parser stands on the first token of what should be an array of points. */
    static void array(JsonParser parser, String pointer, PointReader reader, Intake intake) {
        array(parser, pointer, reader, intake, 0);
    }

    private static void array(JsonParser parser, String pointer, PointReader reader, Intake intake, long elements) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            intake.errors.addEnvelope(
                    pointer, "'" + pointer.substring(pointer.lastIndexOf('/') + 1) + "' must be an array of points");
            return;
        }
        if (elements > 0) {
            parser.nextToken();
            parser.skipChildren();
        }
        for (long index = elements; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            reader.read(parser, intake.next());
            intake.submitElement(pointer, index);
        }
    }
}
