package io.varve.query;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        try (InputStream all = rows.input()) {
            // A few go through the generator, which holds back what is short until its length is known; many go past
            // it.
            if (rows.areMany() && json.streamWriteOutputTarget() instanceof OutputStream out) {
                json.flush();
                all.transferTo(out);
            } else {
                json.writeRaw(new String(all.readAllBytes(), StandardCharsets.UTF_8));
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
