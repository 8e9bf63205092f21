package io.varve.ingest;

import io.varve.web.ProblemException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** How bodies are read as JSON: repeated names are refused, NaN is let through to be refused with its place. */
final class Json {

    static final ObjectReadContext CONTEXT = ObjectReadContext.empty();

    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(1 << 16)
                    .maxStringLength(1 << 20)
                    .build())
            .build();

    private Json() {}

    /** Begins to read a body that is an object; the first member's name, or null if it has none. */
    static @Nullable String firstMember(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw ProblemException.badRequest("malformed-json", "the body must be a JSON object");
        }
        return nextMember(parser);
    }

    /** The name of the next member of the body, whose value the parser then stands on; null after the last. */
    static @Nullable String nextMember(JsonParser parser) {
        if (parser.nextToken() == JsonToken.END_OBJECT) {
            if (parser.nextToken() != null) {
                throw ProblemException.badRequest("malformed-json", "there is something after the body's object");
            }
            return null;
        }
        String member = parser.currentName();
        parser.nextToken();
        return member;
    }

    /** What a body that cannot be read is answered with. */
    static RuntimeException unreadable(JacksonException e) {
        if (e instanceof JacksonIOException io) {
            return new UncheckedIOException(io.getCause());
        }
        TokenStreamLocation at = e.getLocation();
        ProblemException problem = ProblemException.badRequest("malformed-json", describe(e));
        return at == null ? problem : problem.with("line", at.getLineNr()).with("column", at.getColumnNr());
    }

    static String describe(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return "the JSON is malformed" + place + ": " + e.getOriginalMessage();
    }
}
