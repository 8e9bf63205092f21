package io.varve.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Checks values against the JSON Schemas of their metric types, as of the last {@link SeriesCatalog#refresh}; no
 * statement. Safe to call for every point.
 */
@Component
public class ValueSchemas {

    private final CatalogCache cache;

    ValueSchemas(CatalogCache cache) {
        this.cache = cache;
    }

    /** Whether the metric type has a schema; values of one that has none need not be built as JSON. */
    public boolean hasSchema(String metric) {
        return cache.known().schemas.containsKey(metric);
    }

    /** The schema as JSON, to tell whether values that conformed to it still do; null if the metric type has none. */
    public @Nullable String schemaOf(String metric) {
        ValueSchema schema = cache.known().schemas.get(metric);
        return schema == null ? null : schema.json();
    }

    /**
     * What is wrong with the value, at most ten short messages such as {@code /r: must have a maximum value of 255
     * (maximum)}; empty when it conforms or the metric type has no schema. The value is the point's {@code value} as
     * sent.
     */
    public List<String> violations(String metric, JsonNode value) {
        ValueSchema schema = cache.known().schemas.get(metric);
        return schema == null ? List.of() : schema.violations(value);
    }
}
