package io.varve.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A metric type as the API shows it. */
record MetricTypeView(
        String series,
        @Nullable JsonNode schema,
        @Nullable String description,
        @Nullable String unit,
        @Nullable String fill,
        JsonNode fields,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    static MetricTypeView of(MetricType type) {
        String schema = type.schema();
        return new MetricTypeView(
                type.name(),
                schema == null ? null : JSON.readTree(schema),
                type.description(),
                type.unit(),
                type.fill(),
                JSON.readTree(type.fields()),
                type.createdAt(),
                type.updatedAt());
    }
}
