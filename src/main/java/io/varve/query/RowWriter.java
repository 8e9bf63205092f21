package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/** Writes rows as JSON objects: full precision, texts and booleans as themselves. */
final class RowWriter {

    private static final SerializedString SERIES = new SerializedString("series");
    private static final SerializedString VALUE = new SerializedString("value");

    private final TimeseriesQuery query;
    private final Groups groups;
    private final Map<Integer, String> texts;
    private final SerializedString timeName;
    private final FilledMarks marks;
    private final boolean severalFunctions;
    private final AggregateFunction function;
    private long time = Long.MIN_VALUE;
    private SerializedString timeText = new SerializedString("");
    private final Map<Integer, Group> met = new HashMap<>();

    /** What is the same in all rows of a group, encoded once. */
    private record Group(GroupKey key, SerializedString name, boolean scalar) {}

    RowWriter(PreparedQuery prepared, Map<Integer, String> texts) {
        this.query = prepared.query();
        this.groups = prepared.groups();
        this.texts = texts;
        Set<AggregateFunction> functions = query.functions();
        this.timeName = new SerializedString(query.isRaw() ? "time" : "bucket");
        this.marks = new FilledMarks(functions, groups);
        this.severalFunctions = functions.size() > 1;
        this.function =
                query.isRaw() ? AggregateFunction.LAST : functions.iterator().next();
    }

    void write(Row row, JsonGenerator json) {
        Group group = met.computeIfAbsent(row.group(), this::meet);
        json.writeStartObject();
        json.writeName(timeName);
        json.writeString(text(row.time()));
        json.writeName(SERIES);
        json.writeString(group.name());
        identify(row, group.key(), json);
        if (severalFunctions) {
            json.writeObjectPropertyStart("values");
            for (AggregateFunction each : query.functions()) {
                json.writeName(each.canonicalName());
                value(row, group, each, json);
            }
            json.writeEndObject();
        } else {
            json.writeName(VALUE);
            value(row, group, function, json);
        }
        marks.write(row, json);
        if (row.metadata() != null) {
            json.writeName("metadata");
            json.writeRawValue(row.metadata());
        }
        json.writeEndObject();
    }

    private Group meet(int number) {
        GroupKey key = groups.key(number);
        return new Group(key, new SerializedString(key.metric()), groups.isScalar(key));
    }

    /** Rows of one time follow each other. */
    private SerializedString text(long micros) {
        if (micros != time) {
            time = micros;
            timeText = new SerializedString(Micros.toInstant(micros).toString());
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

    private void value(Row row, Group group, AggregateFunction asked, JsonGenerator json) {
        if (group.scalar()) {
            write(value(row.cells().get(0), group.key(), asked), json);
            return;
        }
        Nesting nesting = new Nesting();
        for (Row.Cell cell : row.cells()) {
            nesting.put(groups.field(cell.field()), value(cell, group.key(), asked));
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
        return CellValues.of(cell, key, asked, groups, texts);
    }
}
