package io.varve.ingest;

import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts the fields of composite values together again. */
final class SessionPoints {

    private SessionPoints() {}

    /** One field of one point. */
    record Value(
            String metric,
            String field,
            String kind,
            String tags,
            OffsetDateTime time,
            double number,
            @Nullable String text,
            @Nullable String metadata) {

        boolean isOfSamePointAs(Value other) {
            return time.equals(other.time) && metric.equals(other.metric) && tags.equals(other.tags);
        }
    }

    /** Fields of the same point are next to each other. */
    static List<SessionReader.Point> of(List<Value> values, JsonMapper json) {
        List<SessionReader.Point> points = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= values.size(); to++) {
            if (to == values.size() || !values.get(to).isOfSamePointAs(values.get(from))) {
                points.add(point(values.subList(from, to), json));
                from = to;
            }
        }
        return points;
    }

    private static SessionReader.Point point(List<Value> fields, JsonMapper json) {
        Value first = fields.get(0);
        JsonNode tags = json.readTree(first.tags);
        return new SessionReader.Point(
                first.metric,
                first.time.toInstant(),
                value(fields),
                tags.isEmpty() ? null : tags,
                first.metadata == null ? null : json.readTree(first.metadata));
    }

    private static JsonNode value(List<Value> fields) {
        if (fields.size() == 1 && fields.get(0).field.equals(SeriesKey.SCALAR_FIELD)) {
            return leaf(fields.get(0));
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        fields.forEach(field -> FieldPath.put(object, field.field, leaf(field)));
        return object;
    }

    private static JsonNode leaf(Value value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (ValueKind.of(value.kind)) {
            case NUMBER -> nodes.numberNode(value.number);
            case BOOLEAN -> nodes.booleanNode(value.number != 0);
            case TEXT -> value.text == null ? nodes.nullNode() : nodes.stringNode(value.text);
        };
    }
}
