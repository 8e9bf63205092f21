package io.varve.ingest;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Names of fields: the members on the way to a leaf, joined by dots, a dot or backslash inside a name escaped. */
final class FieldPath {

    private FieldPath() {}

    static String child(String parent, String member) {
        String escaped = member.indexOf('.') < 0 && member.indexOf('\\') < 0
                ? member
                : member.replace("\\", "\\\\").replace(".", "\\.");
        return parent.isEmpty() ? escaped : parent + "." + escaped;
    }

    /**
     * Puts a leaf into an object at its place. A field that cannot be nested, because another leaf is where it needs an
     * object, keeps its whole path as its name.
     */
    static void put(ObjectNode root, String path, JsonNode leaf) {
        ObjectNode at = root;
        StringBuilder member = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '.') {
                JsonNode next = at.path(member.toString());
                if (!next.isMissingNode() && !next.isObject()) {
                    root.set(path, leaf);
                    return;
                }
                at = next instanceof ObjectNode object ? object : at.putObject(member.toString());
                member.setLength(0);
            } else {
                member.append(c == '\\' ? path.charAt(++i) : c);
            }
        }
        if (at.has(member.toString())) {
            root.set(path, leaf);
        } else {
            at.set(member.toString(), leaf);
        }
    }
}
