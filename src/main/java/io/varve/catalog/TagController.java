package io.varve.catalog;

import io.varve.web.ListPage;
import io.varve.web.ProblemException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/series/tags}: which tags series have, and which values. */
@RestController
class TagController {

    private static final int MAX_LENGTH = 255;

    private final SeriesCatalog catalog;

    TagController(SeriesCatalog catalog) {
        this.catalog = catalog;
    }

    /** In order of name. */
    @GetMapping("/api/series/tags")
    ListPage<TagView> tags(
            @RequestParam(required = false) @Nullable String series,
            @RequestParam(required = false, name = "user_id") @Nullable String userId,
            @RequestParam(required = false) @Nullable String tags,
            @RequestParam(required = false) @Nullable String prefix,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        String begin = prefix(prefix);
        SortedMap<String, Set<String>> values = new TreeMap<>();
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (Series each : matching(series, tags, userId)) {
            each.key().tags().forEach((name, value) -> {
                if (name.startsWith(begin)) {
                    values.computeIfAbsent(name, first -> new HashSet<>()).add(value);
                    counts.merge(name, 1, Integer::sum);
                }
            });
        }
        return ListPage.of(
                limit,
                offset,
                counts.entrySet().stream()
                        .map(entry -> new TagView(
                                entry.getKey(),
                                values.getOrDefault(entry.getKey(), Set.of()).size(),
                                entry.getValue()))
                        .toList());
    }

    /** In order of value; none for a tag that no series has. */
    @GetMapping("/api/series/tags/{tag}")
    ListPage<ValueView> values(
            @PathVariable String tag,
            @RequestParam(required = false) @Nullable String series,
            @RequestParam(required = false, name = "user_id") @Nullable String userId,
            @RequestParam(required = false) @Nullable String tags,
            @RequestParam(required = false) @Nullable String prefix,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        if (tag.length() > MAX_LENGTH) {
            throw ProblemException.badParameter("tag", "'tag' is the name of a tag, of 1 to 255 characters");
        }
        String begin = prefix(prefix);
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (Series each : matching(series, tags, userId)) {
            String value = each.key().tags().get(tag);
            if (value != null && value.startsWith(begin)) {
                counts.merge(value, 1, Integer::sum);
            }
        }
        return ListPage.of(
                limit,
                offset,
                counts.entrySet().stream()
                        .map(entry -> new ValueView(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private List<Series> matching(@Nullable String series, @Nullable String tags, @Nullable String userId) {
        return SeriesSelector.parse(series, tags, userId).select(catalog.current());
    }

    private static String prefix(@Nullable String text) {
        if (text != null && (text.isEmpty() || text.length() > MAX_LENGTH)) {
            throw ProblemException.badParameter(
                    "prefix", "'prefix' is what a name or value begins with, of 1 to 255 characters");
        }
        return text == null ? "" : text;
    }

    /** A tag, how many values it has and how many series have it. */
    record TagView(String tag, int values, int series) {}

    /** A value of a tag, and how many series have it. */
    record ValueView(String value, int series) {}
}
