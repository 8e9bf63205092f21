package io.varve.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads CSV character by character; a cell in quotes that is empty is told from one that is not there. */
final class Csv {

    static final String EMPTY_TEXT = "\"\"";

    private Csv() {}

    static List<List<String>> parse(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"' && text.startsWith("\"\"", i)) {
                cell.append(text.charAt(i++));
            } else if (c == '"') {
                quoted = !quoted;
                wasQuoted = true;
            } else if (!quoted && (c == ',' || c == '\n')) {
                line.add(wasQuoted && cell.isEmpty() ? EMPTY_TEXT : cell.toString());
                cell.setLength(0);
                wasQuoted = false;
                if (c == '\n') {
                    lines.add(line);
                    line = new ArrayList<>();
                }
            } else {
                cell.append(c);
            }
        }
        return lines;
    }

    /** Name and cell of each line; empty cells are left out. */
    static List<Map<String, String>> rows(List<List<String>> lines) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < line.size(); i++) {
                put(row, lines.get(0).get(i), line.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** A row of a JSON answer as a line with these columns has it. */
    static Map<String, String> flat(JsonNode row, List<String> columns) {
        Map<String, String> flat = new LinkedHashMap<>();
        row.properties().forEach(member -> flatten(member.getKey(), member.getValue(), columns, flat));
        Map<String, String> ordered = new LinkedHashMap<>();
        columns.forEach(column -> put(ordered, column, flat.getOrDefault(column, "")));
        return ordered;
    }

    private static void flatten(String name, JsonNode value, List<String> columns, Map<String, String> into) {
        if (name.equals("filled_fields")) {
            into.put(
                    "filled",
                    String.join(" ", value.valueStream().map(JsonNode::asString).toList()));
        } else if (value.isObject()) {
            boolean named = List.of("tags", "values").contains(name);
            value.properties()
                    .forEach(member -> flatten(
                            !named || columns.contains("tags." + member.getKey())
                                    ? name + "." + member.getKey()
                                    : member.getKey(),
                            member.getValue(),
                            columns,
                            into));
        } else {
            into.put(
                    name,
                    value.isString() && value.asString().isEmpty()
                            ? EMPTY_TEXT
                            : value.isNull() ? "" : value.asString());
        }
    }

    private static void put(Map<String, String> row, String name, String cell) {
        if (!cell.isEmpty()) {
            row.put(name, cell);
        }
    }
}
