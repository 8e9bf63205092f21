package io.varve.ingest;

import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a point that is a JSON object. What is wrong with it is noted in the draft, and the rest is read all the same. */
final class PointReader {

    static final List<String> POINT_MEMBERS =
            List.of("series", "time", "value", "tags", "user_id", "session_id", "key", "metadata");
    static final List<String> SESSION_MEMBERS = List.of("series", "time", "value", "tags", "metadata");

    private final List<String> accepted;

    PointReader(List<String> accepted) {
        this.accepted = accepted;
    }

    /** The parser stands on the point's first token, and on its last afterwards. */
    void read(JsonParser parser, PointDraft draft) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            draft.refuse("", "a point must be an object");
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            parser.nextToken();
            if (accepted.contains(member)) {
                member(member, parser, draft);
            } else {
                parser.skipChildren();
                draft.refuse(
                        Pointers.child("", member),
                        "unknown member '" + Texts.shown(member) + "'; accepted are " + String.join(", ", accepted));
            }
        }
        draft.finish();
    }

    private static void member(String member, JsonParser parser, PointDraft draft) {
        switch (member) {
            case "value" -> ValueReader.read(parser, draft);
            case "time" -> required(member, parser, draft, draft::time);
            case "series" -> required(member, parser, draft, text -> draft.metric = text);
            case "user_id" -> optional(member, parser, draft, draft::user);
            case "session_id" -> optional(member, parser, draft, draft::session);
            case "key" -> optional(member, parser, draft, draft::key);
            case "tags" -> tags(parser, draft);
            default -> metadata(parser, draft);
        }
    }

    private static void required(String member, JsonParser parser, PointDraft draft, Consumer<String> setter) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            setter.accept(parser.getString());
        } else {
            parser.skipChildren();
            draft.refuse("/" + member, "'" + member + "' must be a string");
        }
    }

    private static void optional(String member, JsonParser parser, PointDraft draft, Consumer<String> setter) {
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            required(member, parser, draft, setter);
        }
    }

    private static void metadata(JsonParser parser, PointDraft draft) {
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            MetadataReader.read(parser, draft);
        }
    }

    private static void tags(JsonParser parser, PointDraft draft) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            draft.refuse("/tags", "tags must be an object of strings");
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                parser.skipChildren();
                draft.refuse(Pointers.child("/tags", name), "the value of a tag must be a string");
            } else if (draft.isGood()) {
                draft.tag(name, parser.getString());
            }
        }
    }
}
