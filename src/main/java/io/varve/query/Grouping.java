package io.varve.query;

import io.varve.catalog.SeriesKey;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What tells rows of one bucket apart, beside the name of the series.
 *
 * @param physical each combination of tags and user by itself
 * @param tags names of tags
 */
record Grouping(boolean physical, SortedSet<String> tags, boolean user, boolean session) {

    static final Grouping BY_NAME = new Grouping(false, Collections.emptySortedSet(), false, false);
    static final Grouping PHYSICAL = new Grouping(true, Collections.emptySortedSet(), true, false);

    /** Reads a comma list of {@code series}, {@code user_id}, {@code session_id} and names of tags. */
    static Grouping parse(@Nullable String text) {
        if (text == null) {
            return BY_NAME;
        }
        SortedSet<String> names = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip();
            if (name.isEmpty() || name.length() > 255) {
                throw new IllegalArgumentException("'" + text
                        + "' is not a comma list of: series, user_id, session_id, names of tags (1 to 255 characters)");
            }
            names.add(name);
        }
        if (names.size() > SeriesKey.MAX_TAGS) {
            throw new IllegalArgumentException("at most " + SeriesKey.MAX_TAGS + " names, not " + names.size());
        }
        boolean physical = names.remove("series");
        boolean user = names.remove("user_id");
        boolean session = names.remove("session_id");
        return new Grouping(physical, names, user || physical, session);
    }

    GroupKey of(SeriesKey series) {
        return GroupKey.of(series.metric(), user ? series.userId() : null, tagsOf(series));
    }

    boolean showsTags() {
        return physical || !tags.isEmpty();
    }

    /** A series without an asked tag has null for it. */
    private SortedMap<String, @Nullable String> tagsOf(SeriesKey series) {
        if (physical) {
            return new TreeMap<>(series.tags());
        }
        SortedMap<String, @Nullable String> chosen = new TreeMap<>();
        for (String name : tags) {
            chosen.put(name, series.tags().get(name));
        }
        return chosen;
    }
}
