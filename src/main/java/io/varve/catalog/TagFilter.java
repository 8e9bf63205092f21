package io.varve.catalog;

import io.varve.web.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code tags} parameter: {@code host:a,region:eu}. The first colon ends a tag's name; a backslash takes the
 * character after it literally, so that names can hold colons and values commas.
 */
final class TagFilter {

    private final String text;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private int at;

    private TagFilter(String text) {
        this.text = text;
    }

    static Map<String, String> parse(String text) {
        TagFilter filter = new TagFilter(text);
        do {
            filter.tag();
        } while (filter.at++ < text.length());
        return filter.tags;
    }

    private void tag() {
        String name = until(":,").strip();
        if (name.isEmpty() || at >= text.length() || text.charAt(at) != ':') {
            throw bad("takes tags as name:value, divided by commas, for example host:a,region:eu; not '" + text + "'");
        }
        at++;
        if (tags.putIfAbsent(name, until(",").strip()) != null) {
            throw bad("names the tag '" + name + "' twice");
        }
    }

    /** The text up to one of the ends or to the end of all, with its backslashes taken out. */
    private String until(String ends) {
        StringBuilder part = new StringBuilder();
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            part.append(text.charAt(at++));
        }
        return part.toString();
    }

    private static ProblemException bad(String detail) {
        return ProblemException.badParameter("tags", "'tags' " + detail);
    }
}
