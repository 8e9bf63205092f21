package io.varve.ingest;

import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;

/** Reads the metadata of a point, a JSON object that jsonb can hold, of at most 16 KiB. */
final class MetadataReader {

    private static final int MAX_BYTES = 16_384;
    private static final int MAX_NUMBER_LENGTH = 1_000;

    private MetadataReader() {}

    /** The parser stands on the object's first token, and on its last afterwards. */
    static void read(JsonParser parser, PointDraft draft) {
        StringWriter text = new StringWriter();
        String problem = parser.currentToken() == JsonToken.START_OBJECT
                ? copy(parser, text)
                : "metadata must be an object of at most " + MAX_BYTES + " bytes";
        if (problem == null) {
            draft.metadata = text.toString();
            problem = Texts.problem(draft.metadata, MAX_BYTES);
            problem = problem == null ? null : "metadata " + problem;
        } else {
            parser.skipChildren();
        }
        if (problem != null) {
            draft.refuse("/metadata", problem);
        }
    }

    private static @Nullable String copy(JsonParser parser, StringWriter text) {
        String problem = null;
        try (JsonGenerator generator = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartObject();
            for (int depth = 1; depth > 0; ) {
                JsonToken token = parser.nextToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                problem = problem != null ? problem : copy(parser, token, generator);
                if (problem == null && text.getBuffer().length() > MAX_BYTES) {
                    problem = "metadata must have at most " + MAX_BYTES + " bytes";
                }
            }
        }
        return problem;
    }

    private static @Nullable String copy(JsonParser parser, JsonToken token, JsonGenerator generator) {
        String problem = switch (token) {
            case PROPERTY_NAME -> Texts.problem(parser.currentName(), MAX_BYTES);
            case VALUE_STRING -> Texts.problem(parser.getString(), MAX_BYTES);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            default -> null;
        };
        if (problem != null) {
            return "a name, text or number in metadata " + problem;
        }
        if (token.isNumeric()) {
            generator.writeNumber(parser.getString());
        } else {
            generator.copyCurrentEvent(parser);
        }
        return null;
    }

    private static @Nullable String number(JsonParser parser) {
        boolean fits = parser.getStringLength() <= MAX_NUMBER_LENGTH
                && Double.isFinite(Double.parseDouble(parser.getString()))
                && !isTooSmall(parser.getString());
        return fits ? null : "must be a number that a double can hold";
    }

    /** jsonb keeps numbers as decimals with at most 16383 digits after the point. */
    private static boolean isTooSmall(String literal) {
        int exponent = Math.max(literal.indexOf('e'), literal.indexOf('E'));
        return exponent >= 0
                && Double.parseDouble(literal) == 0
                && literal.substring(0, exponent).chars().anyMatch(c -> c >= '1' && c <= '9');
    }
}
