package io.varve.query;

import io.varve.catalog.ValueKind;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes rows as JSON objects: full precision, texts and booleans as themselves. */
final class RowWriter {

    private final TimeseriesQuery query;
    private final Groups groups;
    private final Map<Integer, String> texts;
    private final boolean severalFunctions;
    private final AggregateFunction function;
    private long time = Long.MIN_VALUE;
    private String timeText = "";

    RowWriter(PreparedQuery prepared, Map<Integer, String> texts) {
        this.query = prepared.query();
        this.groups = prepared.groups();
        this.texts = texts;
        Set<AggregateFunction> functions = query.functions();
        this.severalFunctions = functions.size() > 1;
        this.function =
                query.isRaw() ? AggregateFunction.LAST : functions.iterator().next();
    }

    void write(Row row, JsonGenerator json) {
        GroupKey key = groups.key(row.group());
        json.writeStartObject();
        json.writeStringProperty(query.isRaw() ? "time" : "bucket", text(row.time()));
        json.writeStringProperty("series", key.metric());
        identify(row, key, json);
        if (severalFunctions) {
            json.writeObjectPropertyStart("values");
            for (AggregateFunction each : query.functions()) {
                json.writeName(each.canonicalName());
                value(row, key, each, json);
            }
            json.writeEndObject();
        } else {
            json.writeName("value");
            value(row, key, function, json);
        }
        if (row.metadata() != null) {
            json.writeName("metadata");
            json.writeRawValue(row.metadata());
        }
        json.writeEndObject();
    }

    /** Rows of one time follow each other. */
    private String text(long micros) {
        if (micros != time) {
            time = micros;
            timeText = Micros.toInstant(micros).toString();
        }
        return timeText;
    }

    /** What a grouping tells apart is always there, null for none; points carry what they have. */
    private void identify(Row row, GroupKey key, JsonGenerator json) {
        if (query.grouping().showsTags()) {
            json.writeObjectPropertyStart("tags");
            key.tags().forEach(json::writeStringProperty);
            json.writeEndObject();
        }
        if (query.isRaw() ? key.user() != null : query.grouping().user()) {
            id("user_id", key.user(), json);
        }
        if (query.isRaw() ? row.session() != null : query.grouping().session()) {
            id("session_id", row.session(), json);
        }
    }

    private static void id(String name, @Nullable UUID id, JsonGenerator json) {
        if (id == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, id.toString());
        }
    }

    private void value(Row row, GroupKey key, AggregateFunction asked, JsonGenerator json) {
        if (groups.isScalar(key)) {
            write(value(row.cells().get(0), key, asked), json);
            return;
        }
        Nesting nesting = new Nesting();
        for (Row.Cell cell : row.cells()) {
            nesting.put(groups.field(cell.field()), value(cell, key, asked));
        }
        json.writePOJO(nesting.value());
    }

    private static void write(@Nullable Object value, JsonGenerator json) {
        if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else {
            json.writePOJO(value);
        }
    }

    private @Nullable Object value(Row.Cell cell, GroupKey key, AggregateFunction asked) {
        Number value = cell.partial().value(asked);
        if (value == null || (asked != AggregateFunction.FIRST && asked != AggregateFunction.LAST)) {
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
