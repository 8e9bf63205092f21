package io.varve.catalog;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code series} parameter: a comma list of names, globs ({@code session.urine.*}, where {@code *} is any run of
 * characters, dots included) and regular expressions ({@code ^session\.(a|b)$}). Every one is matched against the whole
 * name of a metric type, in time linear in its length.
 */
public final class SeriesPatterns {

    private static final String PARAMETER = "series";
    private static final java.util.regex.Pattern STAR = java.util.regex.Pattern.compile("\\*+");

    private final Set<String> names = new LinkedHashSet<>();
    private final List<Pattern> patterns = new ArrayList<>();

    private SeriesPatterns() {}

    /** Null accepts every series. Anything malformed is a 400 that names the parameter. */
    public static SeriesPatterns parse(@Nullable String parameter) {
        SeriesPatterns parsed = new SeriesPatterns();
        if (parameter == null) {
            parsed.patterns.add(Pattern.compile(".*", Pattern.DOTALL));
        } else {
            PatternList.split(parameter).forEach(parsed::add);
        }
        return parsed;
    }

    /** The names, globs and regular expressions of a list that {@link #parse} takes. */
    public static List<String> items(String parameter) {
        return PatternList.split(parameter);
    }

    /** The names that were asked for exactly. */
    public Set<String> names() {
        return Set.copyOf(names);
    }

    /** The names of the given metric types that match. */
    Stream<String> matching(Set<String> metrics) {
        return patterns.isEmpty()
                ? names.stream().filter(metrics::contains)
                : metrics.stream().filter(this::matches);
    }

    boolean matches(String metric) {
        return names.contains(metric) || patterns.stream().anyMatch(pattern -> pattern.matches(metric));
    }

    private void add(String item) {
        if (item.isEmpty()) {
            throw bad("has an empty item; it takes names, globs and regular expressions, divided by commas");
        }
        if (item.startsWith("^")) {
            patterns.add(regex(item));
        } else if (item.indexOf('*') >= 0) {
            patterns.add(glob(item));
        } else {
            names.add(name(item));
        }
    }

    private static String name(String item) {
        String problem = CatalogText.nameProblem(item);
        if (problem != null) {
            throw bad("has a name that is none: " + problem);
        }
        return item;
    }

    private static Pattern regex(String item) {
        if (!item.endsWith("$")) {
            throw bad("has the regular expression '" + item + "', which must be anchored at both ends: ^...$");
        }
        try {
            return Pattern.compile(item);
        } catch (PatternSyntaxException e) {
            throw bad("has a bad regular expression (RE2 syntax): " + e.getMessage());
        }
    }

    private static Pattern glob(String item) {
        String regex = Stream.of(STAR.split(item, -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static ProblemException bad(String detail) {
        return ProblemException.badParameter(PARAMETER, "'" + PARAMETER + "' " + detail);
    }
}
