package io.varve.query;

import io.varve.catalog.SeriesKey;
import io.varve.timeseries.AggregateFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The columns of an answer as CSV, known before any row is.
 *
 * @param fields of values, by number
 * @param filled whether a column says what was filled
 */
record CsvColumns(
        List<String> names,
        SortedSet<String> tags,
        boolean user,
        boolean session,
        List<Integer> fields,
        boolean filled,
        boolean metadata) {

    private static final Set<String> OTHERS =
            Set.of("bucket", "time", "series", "user_id", "session_id", "key", "value", "filled", "metadata");

    static CsvColumns of(PreparedQuery prepared) {
        TimeseriesQuery query = prepared.query();
        Groups groups = prepared.groups();
        SortedSet<String> tags = new TreeSet<>();
        if (query.grouping().showsTags()) {
            IntStream.range(0, groups.size())
                    .forEach(group -> tags.addAll(groups.key(group).tags().keySet()));
        }
        List<Integer> fields = IntStream.range(0, groups.fields()).boxed().toList();
        boolean raw = query.isRaw();
        boolean session = raw || query.grouping().session();
        List<String> names = new ArrayList<>(List.of(raw ? "time" : "bucket", "series"));
        tags.forEach(tag -> names.add(OTHERS.contains(tag) ? "tags." + tag : tag));
        add(names, "user_id", query.grouping().user());
        add(names, "session_id", session);
        for (String prefix : prefixes(query)) {
            fields.forEach(field -> names.add(named(prefix, groups.field(field))));
        }
        add(names, "filled", query.fill().makesRows());
        add(names, "metadata", raw);
        return new CsvColumns(
                List.copyOf(names),
                tags,
                query.grouping().user(),
                session,
                fields,
                query.fill().makesRows(),
                raw);
    }

    private static void add(List<String> names, String name, boolean there) {
        if (there) {
            names.add(name);
        }
    }

    private static List<String> prefixes(TimeseriesQuery query) {
        return query.functions().size() > 1
                ? query.functions().stream()
                        .map(AggregateFunction::canonicalName)
                        .toList()
                : List.of("value");
    }

    /** That of a scalar is the function's own. */
    private static String named(String prefix, String field) {
        return field.equals(SeriesKey.SCALAR_FIELD) ? prefix : prefix + "." + field;
    }
}
