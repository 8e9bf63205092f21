package io.varve.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the {@code series} parameter at its commas, but not at those inside a regular expression's parentheses, braces
 * or brackets: {@code ^a{1,3}$,b} has two items.
 */
final class PatternList {

    private final String text;
    private final List<String> items = new ArrayList<>();
    private int start;
    private int at;

    private PatternList(String text) {
        this.text = text;
    }

    /** The items, trimmed; an empty text has one empty item. */
    static List<String> split(String text) {
        PatternList list = new PatternList(text);
        while (list.start <= text.length()) {
            list.item();
        }
        return list.items;
    }

    private void item() {
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        at = start;
        if (text.startsWith("^", start)) {
            skipRegex();
        } else {
            int comma = text.indexOf(',', start);
            at = comma < 0 ? text.length() : comma;
        }
        items.add(text.substring(start, at).strip());
        start = at + 1;
    }

    private void skipRegex() {
        int depth = 0;
        for (; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case '\\' -> at++;
                case '[' -> skipClass();
                case '(', '{' -> depth++;
                case ')', '}' -> depth--;
                case ',' -> {
                    if (depth <= 0) {
                        return;
                    }
                }
                default -> {}
            }
        }
        at = text.length();
    }

    /** To the closing bracket; one that comes first, also after {@code ^}, is part of the class. */
    private void skipClass() {
        int first = at + (text.startsWith("^", at + 1) ? 2 : 1);
        for (at = first; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == ']' && at > first) {
                return;
            }
        }
    }
}
