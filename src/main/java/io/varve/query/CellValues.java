package io.varve.query;

import io.varve.catalog.TextValues;
import io.varve.catalog.ValueKind;
import io.varve.timeseries.AggregateFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What cells show: numbers in full precision, texts and booleans as themselves. */
@Component
class CellValues {

    private final TextValues dictionary;

    CellValues(TextValues dictionary) {
        this.dictionary = dictionary;
    }

    /** Whether texts have to be looked up for rows of this query. */
    boolean areTexts(PreparedQuery prepared) {
        return prepared.groups().holdTexts() && !shown(prepared.query()).isEmpty();
    }

    /** The texts behind the codes of these rows' values: at most one statement. */
    Map<Integer, String> texts(PreparedQuery prepared, List<Row> rows) {
        Groups groups = prepared.groups();
        List<AggregateFunction> shown = shown(prepared.query());
        if (!areTexts(prepared)) {
            return Map.of();
        }
        List<Integer> codes = new ArrayList<>();
        for (Row row : rows) {
            for (Row.Cell cell : row.cells()) {
                if (groups.kind(groups.key(row.group()), groups.field(cell.field())) == ValueKind.TEXT) {
                    shown.forEach(function -> add(cell.value(function), codes));
                }
            }
        }
        return codes.isEmpty() ? Map.of() : dictionary.decode(codes);
    }

    /** The functions whose values are those of points. */
    private static List<AggregateFunction> shown(TimeseriesQuery query) {
        return query.isRaw()
                ? List.of(AggregateFunction.LAST)
                : query.functions().stream()
                        .filter(AggregateFunction::isOneOfTheValues)
                        .toList();
    }

    private static void add(@Nullable Number code, List<Integer> codes) {
        if (code != null) {
            codes.add(code.intValue());
        }
    }

    /** A number, a boolean, a text or null. */
    static @Nullable Object of(
            Row.Cell cell, GroupKey key, AggregateFunction asked, Groups groups, Map<Integer, String> texts) {
        Number value = cell.value(asked);
        if (value == null || !asked.isOneOfTheValues()) {
            return value;
        }
        return switch (groups.kind(key, groups.field(cell.field()))) {
            case NUMBER -> value;
            case BOOLEAN -> value.doubleValue() != 0;
            case TEXT -> texts.get(value.intValue());
        };
    }
}
