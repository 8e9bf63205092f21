package io.varve.ingest;

import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.ValueKind;
import io.varve.catalog.ValueSchemas;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the values of one request against what is known of their metric types: from the catalogue, and from the earlier
 * points of the request, whose values may be the first of their fields.
 */
final class MetricTypes {

    private final SeriesCatalog catalog;
    private final ValueSchemas schemas;
    private final Map<String, Known> known = new HashMap<>();

    MetricTypes(SeriesCatalog catalog, ValueSchemas schemas) {
        this.catalog = catalog;
        this.schemas = schemas;
    }

    /** Why the metric type does not take the value; null if it does. */
    @Nullable
    String problem(String metric, Leaves leaves) {
        Known type = known.get(metric);
        for (int i = 0; i < leaves.size(); i++) {
            ValueKind kind = type == null ? null : type.kinds.get(leaves.path(i));
            kind = kind == null ? catalog.kindOf(metric, leaves.path(i)) : kind;
            if (kind != null && kind != leaves.kind(i)) {
                return "field '%s' of series '%s' holds %ss, this is %s"
                        .formatted(leaves.path(i), Texts.shown(metric), kind.code(), article(leaves.kind(i)));
            }
        }
        return (type == null ? schemas.hasSchema(metric) : type.hasSchema) ? violations(metric, leaves) : null;
    }

    /** A field of a good point: what comes later must be of its kind. */
    void add(String metric, String field, ValueKind kind) {
        known.computeIfAbsent(metric, name -> new Known(new HashMap<>(4), schemas.hasSchema(name)))
                .kinds
                .put(field, kind);
    }

    /** Whether values of the request were held against a schema, or would be now. */
    boolean haveSchemas() {
        return known.entrySet().stream()
                .anyMatch(type -> type.getValue().hasSchema || schemas.hasSchema(type.getKey()));
    }

    private @Nullable String violations(String metric, Leaves leaves) {
        List<String> violations = schemas.violations(metric, leaves.toJson());
        return violations.isEmpty()
                ? null
                : "the value breaks the schema of '%s': %s"
                        .formatted(Texts.shown(metric), String.join("; ", violations));
    }

    private static String article(ValueKind kind) {
        return switch (kind) {
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case TEXT -> "a text";
        };
    }

    private record Known(Map<String, ValueKind> kinds, boolean hasSchema) {}
}
