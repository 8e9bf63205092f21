package io.varve.query;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/** The rows of an answer, which become JSON one by one while the answer is sent. */
final class Results implements JacksonSerializable {

    private final PreparedQuery prepared;
    private final List<Row> rows;
    private final Map<Integer, String> texts;

    Results(PreparedQuery prepared, List<Row> rows, Map<Integer, String> texts) {
        this.prepared = prepared;
        this.rows = rows;
        this.texts = texts;
    }

    @Override
    public void serialize(JsonGenerator json, SerializationContext context) {
        RowWriter writer = new RowWriter(prepared, texts);
        json.writeStartArray();
        for (Row row : rows) {
            writer.write(row, json);
        }
        json.writeEndArray();
    }

    @Override
    public void serializeWithType(JsonGenerator json, SerializationContext context, TypeSerializer type) {
        serialize(json, context);
    }
}
