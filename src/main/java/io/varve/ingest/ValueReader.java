package io.varve.ingest;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the value of a point into its leaves. */
final class ValueReader {

    private ValueReader() {}

    /** The parser stands on the value's first token, and on its last afterwards. */
    static void read(JsonParser parser, PointDraft draft) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            object(parser, "", "/value", draft);
            return;
        }
        draft.leaves.scalar();
        String problem = leaf(parser, "", draft.leaves);
        if (problem != null) {
            draft.refuse("/value", problem);
        }
    }

    private static void object(JsonParser parser, String path, String pointer, PointDraft draft) {
        boolean empty = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            empty = false;
            String member = parser.currentName();
            parser.nextToken();
            member(parser, member, path, pointer, draft);
        }
        if (empty) {
            draft.refuse(pointer, "an empty object is no value");
        }
    }

    private static void member(JsonParser parser, String member, String path, String pointer, PointDraft draft) {
        if (!draft.isGood()) {
            parser.skipChildren();
        } else if (member.isEmpty()) {
            parser.skipChildren();
            draft.refuse(pointer, "the name of a field must not be empty");
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            object(parser, FieldPath.child(path, member), Pointers.child(pointer, member), draft);
        } else {
            String problem = leaf(parser, FieldPath.child(path, member), draft.leaves);
            if (problem != null) {
                draft.refuse(Pointers.child(pointer, member), problem);
            }
        }
    }

    private static @Nullable String leaf(JsonParser parser, String path, Leaves leaves) {
        if (leaves.size() == Leaves.MAX) {
            parser.skipChildren();
            return "a value has at most " + Leaves.MAX + " fields";
        }
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> integer(parser, path, leaves);
            case VALUE_NUMBER_FLOAT -> Scalars.decimal(leaves, path, parser.getDoubleValue());
            case VALUE_TRUE -> bool(leaves, path, true);
            case VALUE_FALSE -> bool(leaves, path, false);
            case VALUE_STRING -> Scalars.text(leaves, path, parser.getString());
            case START_ARRAY -> {
                parser.skipChildren();
                yield "an array is no value";
            }
            default -> "null is no value";
        };
    }

    private static @Nullable String integer(JsonParser parser, String path, Leaves leaves) {
        return Scalars.isShort(parser.getStringLength())
                ? Scalars.integer(leaves, path, parser.getLongValue())
                : Scalars.beyondExact();
    }

    private static @Nullable String bool(Leaves leaves, String path, boolean value) {
        leaves.addBoolean(path, value);
        return null;
    }
}
