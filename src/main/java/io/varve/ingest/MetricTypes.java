package io.varve.ingest;

import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.ValueKind;
import io.varve.catalog.ValueSchemas;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds the values of one request against what is known of their metric types: from the catalogue, and from the earlier
 * points of the request, whose values may be the first of their fields.
 */
final class MetricTypes {

    private final SeriesCatalog catalog;
    private final ValueSchemas schemas;
    private final Map<String, Known> known = new HashMap<>();
    private Known candidate = new Known("", null, Map.of());

    MetricTypes(SeriesCatalog catalog, ValueSchemas schemas) {
        this.catalog = catalog;
        this.schemas = schemas;
    }

    /** Why the metric type does not take the value; null if it does. */
    @Nullable
    String problem(String metric, Leaves leaves) {
        Known type = type(metric);
        for (int i = 0; i < leaves.size(); i++) {
            ValueKind kind = type.kinds.get(leaves.path(i));
            kind = kind == null ? catalog.kindOf(metric, leaves.path(i)) : kind;
            if (kind != null && kind != leaves.kind(i)) {
                return "field '%s' of series '%s' holds %ss, this is %s"
                        .formatted(leaves.path(i), Texts.shown(metric), kind.code(), article(leaves.kind(i)));
            }
        }
        return type.schema == null ? null : violations(metric, leaves);
    }

    /** A field of the good point that was last asked about: what comes later must be of its kind. */
    void add(String metric, String field, ValueKind kind) {
        Known type = type(metric);
        known.putIfAbsent(metric, type);
        type.kinds.put(field, kind);
    }

    /** Whether a number can be added to a field that holds numbers without being held against a schema. */
    boolean takesNumber(String metric, String field) {
        Known type = known.computeIfAbsent(metric, name -> new Known(name, null, new HashMap<>(4)));
        type.kinds.put(field, ValueKind.NUMBER);
        return type.schema == null;
    }

    boolean hasSchema(String metric) {
        return type(metric).schema != null;
    }

    /** Whether values were held against another schema than their metric type has now. */
    boolean schemasHaveChanged() {
        return known.entrySet().stream()
                .anyMatch(type -> !Objects.equals(type.getValue().schema, schemas.schemaOf(type.getKey())));
    }

    /** Metric types without a good point are not kept: a request of bad ones would fill the memory. */
    private Known type(String metric) {
        Known type = known.get(metric);
        if (type == null) {
            type = candidate.metric.equals(metric)
                    ? candidate
                    : new Known(metric, schemas.schemaOf(metric), new HashMap<>(4));
            candidate = type;
        }
        return type;
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

    /** A schema is noted before the first value is held against it. */
    private record Known(String metric, @Nullable String schema, Map<String, ValueKind> kinds) {}
}
