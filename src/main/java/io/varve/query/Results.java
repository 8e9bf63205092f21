package io.varve.query;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/** The rows of an answer, which are JSON already. */
final class Results implements JacksonSerializable {

    private final SpooledRows rows;

    Results(SpooledRows rows) {
        this.rows = rows;
    }

    @Override
    public void serialize(JsonGenerator json, SerializationContext context) {
        json.writeStartArray();
        char[] some = new char[8192];
        try (Reader all = new InputStreamReader(rows.input(), StandardCharsets.UTF_8)) {
            for (int count = all.read(some); count >= 0; count = all.read(some)) {
                json.writeRaw(some, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        json.writeEndArray();
    }

    @Override
    public void serializeWithType(JsonGenerator json, SerializationContext context, TypeSerializer type) {
        serialize(json, context);
    }
}
