package io.varve.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts values back where their field paths say: {@code a.b} is the member b of the object a. */
final class Nesting {

    private final Map<String, @Nullable Object> root = new LinkedHashMap<>();

    /** Where a path leads through a value, which fields that changed over time can do, it stands by itself undivided. */
    void put(String field, @Nullable Object value) {
        List<String> path = path(field);
        Map<String, @Nullable Object> at = root;
        for (String step : path.subList(0, path.size() - 1)) {
            Map<String, @Nullable Object> next = inside(at, step);
            if (next == null) {
                root.put(field, value);
                return;
            }
            at = next;
        }
        at.put(path.get(path.size() - 1), value);
    }

    Map<String, @Nullable Object> value() {
        return root;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Map<String, @Nullable Object> inside(Map<String, @Nullable Object> outer, String step) {
        Object inner =
                outer.containsKey(step) ? outer.get(step) : outer.computeIfAbsent(step, s -> new LinkedHashMap<>());
        return inner instanceof Map ? (Map<String, @Nullable Object>) inner : null;
    }

    /** Members are divided by dots; a backslash takes the character after it literally. */
    static List<String> path(String field) {
        List<String> path = new ArrayList<>();
        StringBuilder member = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '.') {
                path.add(member.toString());
                member.setLength(0);
            } else {
                member.append(c == '\\' && i + 1 < field.length() ? field.charAt(++i) : c);
            }
        }
        path.add(member.toString());
        return path;
    }
}
