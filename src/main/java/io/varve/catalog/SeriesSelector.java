package io.varve.catalog;

import io.varve.web.JsonBody;
import io.varve.web.ProblemException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which series a request means: patterns of metric type names AND tags AND user. A series matches when it has all the
 * tags; it may have more.
 */
public record SeriesSelector(
        SeriesPatterns patterns,
        Map<String, String> tags,
        @Nullable UUID userId) {

    /** From the three query parameters, each may be missing. Anything malformed is a 400 that names the parameter. */
    public static SeriesSelector parse(@Nullable String series, @Nullable String tags, @Nullable String userId) {
        return new SeriesSelector(
                SeriesPatterns.parse(series),
                tags == null ? Map.of() : TagFilter.parse(tags),
                userId == null ? null : uuid("user_id", userId));
    }

    /** From the member of a body that names series; anything malformed is a 400 that names it. */
    public static SeriesSelector ofMember(@Nullable String series) {
        try {
            return new SeriesSelector(SeriesPatterns.parse(series), Map.of(), null);
        } catch (ProblemException e) {
            throw JsonBody.bad("series", Objects.requireNonNull(e.getMessage()));
        }
    }

    /** Names asked for exactly under which the snapshot has nothing. */
    public Set<String> missing(SeriesSnapshot snapshot) {
        Set<String> missing = new LinkedHashSet<>(patterns.names());
        missing.removeAll(snapshot.metrics());
        return missing;
    }

    /** A 404 if a series that is asked for by its name does not exist. */
    public void requireNamed(SeriesSnapshot snapshot) {
        Set<String> missing = missing(snapshot);
        if (!missing.isEmpty()) {
            throw ProblemException.notFound("There is no series '%s'".formatted(String.join("', '", missing)))
                    .with("member", "series")
                    .with("series", missing);
        }
    }

    /** A UUID in its canonical form of 36 characters; anything else is a 400 that names the parameter. */
    public static UUID uuid(String parameter, String text) {
        try {
            UUID uuid = UUID.fromString(text);
            // fromString also takes shortened groups.
            if (uuid.toString().equalsIgnoreCase(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // Refused below, with the parameter's name.
        }
        throw ProblemException.badParameter(parameter, "'%s' must be a UUID, not '%s'".formatted(parameter, text));
    }

    /** The matching series in ascending order of id. */
    public List<Series> select(SeriesSnapshot snapshot) {
        Set<String> metrics = patterns.matching(snapshot.metrics()).collect(Collectors.toSet());
        if (userId == null && tags.isEmpty()) {
            return of(metrics, snapshot);
        }
        return snapshot.having(tags, userId, each -> metrics.contains(each.key().metric()) && matches(each));
    }

    private static List<Series> of(Set<String> metrics, SeriesSnapshot snapshot) {
        if (metrics.size() == snapshot.metrics().size()) {
            return snapshot.all();
        }
        if (metrics.size() == 1) {
            return snapshot.ofMetric(metrics.iterator().next());
        }
        return metrics.stream()
                .flatMap(metric -> snapshot.ofMetric(metric).stream())
                .sorted(Comparator.comparingInt(Series::id))
                .toList();
    }

    private boolean matches(Series series) {
        SeriesKey key = series.key();
        if (userId != null && !userId.equals(key.userId())) {
            return false;
        }
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            if (!tag.getValue().equals(key.tags().get(tag.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
