package io.varve.ingest;

import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code {"points":[..]}}. */
final class PointsDocument {

    private static final PointReader READER = new PointReader(PointReader.POINT_MEMBERS);

    private PointsDocument() {}

    static void read(InputStream body, Intake intake) {
        try (JsonParser parser = Json.FACTORY.createParser(Json.CONTEXT, body)) {
            boolean found = false;
            for (String member = Json.firstMember(parser); member != null; member = Json.nextMember(parser)) {
                if (member.equals("points")) {
                    found = true;
                    array(parser, "/points", READER, intake);
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
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            intake.errors.addEnvelope(pointer, "'" + pointer.substring(1) + "' must be an array of points");
            return;
        }
        for (long index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            reader.read(parser, intake.next());
            intake.submitElement(pointer, index);
        }
    }
}
