package io.varve.query;

import io.varve.catalog.ValueKind;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/** Turns a row into the members of its JSON object: full precision, texts and booleans as themselves. */
final class RowRenderer {

    private final TimeseriesQuery query;
    private final Groups groups;
    private final Map<Integer, String> texts;

    RowRenderer(PreparedQuery prepared, Map<Integer, String> texts) {
        this.query = prepared.query();
        this.groups = prepared.groups();
        this.texts = texts;
    }

    Map<String, @Nullable Object> render(Row row) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        GroupKey key = groups.key(row.group());
        members.put(query.isRaw() ? "time" : "bucket", Micros.toInstant(row.time()));
        members.put("series", key.metric());
        identify(row, key, members);
        Set<AggregateFunction> functions = query.functions();
        if (query.isRaw()) {
            members.put("value", value(row, key, AggregateFunction.LAST));
        } else if (functions.size() == 1) {
            members.put("value", value(row, key, functions.iterator().next()));
        } else {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            functions.forEach(function -> values.put(function.canonicalName(), value(row, key, function)));
            members.put("values", values);
        }
        if (row.metadata() != null) {
            members.put("metadata", new RawValue(row.metadata()));
        }
        return members;
    }

    /** What a grouping tells apart is always there, null for none; points carry what they have. */
    private void identify(Row row, GroupKey key, Map<String, @Nullable Object> members) {
        if (query.grouping().showsTags()) {
            members.put("tags", key.tags());
        }
        if (query.isRaw() ? key.user() != null : query.grouping().user()) {
            members.put("user_id", key.user());
        }
        if (query.isRaw() ? row.session() != null : query.grouping().session()) {
            members.put("session_id", row.session());
        }
    }

    private @Nullable Object value(Row row, GroupKey key, AggregateFunction function) {
        if (groups.isScalar(key)) {
            return value(row.cells().get(0), key, function);
        }
        Nesting nesting = new Nesting();
        for (Row.Cell cell : row.cells()) {
            nesting.put(groups.field(cell.field()), value(cell, key, function));
        }
        return nesting.value();
    }

    private @Nullable Object value(Row.Cell cell, GroupKey key, AggregateFunction function) {
        Number value = cell.partial().value(function);
        if (value == null || (function != AggregateFunction.FIRST && function != AggregateFunction.LAST)) {
            return value;
        }
        ValueKind kind = groups.kind(key, groups.field(cell.field()));
        return switch (kind) {
            case NUMBER -> value;
            case BOOLEAN -> value.doubleValue() != 0;
            case TEXT -> texts.get(value.intValue());
        };
    }
}
