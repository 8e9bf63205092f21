package io.varve.catalog;

import io.varve.timeseries.FillMethod;
import io.varve.web.JsonBody;
import io.varve.web.ProblemException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a caller says about a metric type; a missing member is the same as null. The name may be repeated in it. */
record MetricTypeBody(
        @Nullable String series,
        @Nullable JsonNode schema,
        @Nullable String description,
        @Nullable String unit,
        @Nullable String fill) {

    private static final int MAX_DESCRIPTION = 10_000;

    /** As strict as for any body; numbers in a schema keep all their digits. */
    static final JsonMapper JSON = JsonBody.STRICT
            .rebuild()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    MetricTypeBody {
        fill = fill == null || fill.strip().equalsIgnoreCase("none")
                ? null
                : fill.strip().toLowerCase(Locale.ROOT);
        if (schema != null && schema.isNull()) {
            schema = null;
        }
    }

    /** Itself if everything in it can be stored; else a 400 that says what is wrong and where. */
    MetricTypeBody checked(SchemaCompiler compiler) {
        check("description", description, MAX_DESCRIPTION);
        check("unit", unit, CatalogText.MAX_NAME);
        if (fill != null) {
            check(fill);
        }
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

    private static void check(String fill) {
        try {
            FillMethod.parse(fill);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("bad-member", "'fill': " + e.getMessage())
                    .with("member", "fill");
        }
    }

    private static void check(String member, @Nullable String text, int maximum) {
        String problem = CatalogText.problem(member, text == null ? "" : text, 0, maximum);
        if (problem != null) {
            throw ProblemException.badRequest("bad-member", problem).with("member", member);
        }
    }
}
