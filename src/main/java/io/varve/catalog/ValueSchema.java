package io.varve.catalog;

import com.networknt.schema.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The schema of one metric type, compiled when the first value comes. */
final class ValueSchema {

    private final String json;
    private final SchemaCompiler compiler;
    private volatile @Nullable Schema compiled;

    ValueSchema(String json, SchemaCompiler compiler) {
        this.json = json;
        this.compiler = compiler;
    }

    String json() {
        return json;
    }

    List<String> violations(JsonNode value) {
        Schema schema = compiled;
        if (schema == null) {
            // Twice at the same time does no harm.
            schema = compiler.compile(json);
            compiled = schema;
        }
        return SchemaCompiler.violations(schema, value);
    }
}
