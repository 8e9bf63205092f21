package io.varve.catalog;

import io.varve.web.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** What a caller says about a metric type; a missing member is the same as null. The name may be repeated in it. */
record MetricTypeBody(
        @Nullable String series,
        @Nullable JsonNode schema,
        @Nullable String description,
        @Nullable String unit) {

    private static final int MAX_DESCRIPTION = 10_000;

    /** Strict: unknown and repeated members, numbers for texts and anything after the end are refused. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    MetricTypeBody {
        if (schema != null && schema.isNull()) {
            schema = null;
        }
    }

    /** Itself if everything in it can be stored; else a 400 that says what is wrong and where. */
    MetricTypeBody checked(SchemaCompiler compiler) {
        check("description", description, MAX_DESCRIPTION);
        check("unit", unit, CatalogText.MAX_NAME);
        List<String> defects = schema == null ? List.of() : compiler.defects(schema);
        if (!defects.isEmpty()) {
            throw ProblemException.badRequest("bad-schema", "The schema is not valid: " + defects.get(0))
                    .with("errors", defects);
        }
        return this;
    }

    @Nullable
    String schemaText() {
        return schema == null ? null : JSON.writeValueAsString(schema);
    }

    private static void check(String member, @Nullable String text, int maximum) {
        String problem = CatalogText.problem(member, text == null ? "" : text, 0, maximum);
        if (problem != null) {
            throw ProblemException.badRequest("bad-member", problem).with("member", member);
        }
    }
}
