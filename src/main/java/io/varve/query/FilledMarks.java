package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Says which values of a row were filled in: {@code "filled": true} where all of the row is, {@code "filled_fields"} where
 * some fields of a composite are.
 */
final class FilledMarks {

    private final boolean starts;
    private final Groups groups;

    FilledMarks(Set<AggregateFunction> functions, Groups groups) {
        this.starts = functions.equals(Set.of(AggregateFunction.AT));
        this.groups = groups;
    }

    void write(Row row, JsonGenerator json) {
        List<String> fields = fields(row);
        if (fields == null) {
            json.writeBooleanProperty("filled", true);
        } else if (!fields.isEmpty()) {
            json.writeArrayPropertyStart("filled_fields");
            fields.forEach(json::writeString);
            json.writeEndArray();
        }
    }

    /** {@code true}, the fields, or nothing. */
    String text(Row row) {
        List<String> fields = fields(row);
        return fields == null ? "true" : String.join(" ", fields);
    }

    /** Those that were filled; null for all there are. */
    private @Nullable List<String> fields(Row row) {
        if (row.cells().stream().allMatch(cell -> cell.filling() == null)) {
            return List.of();
        }
        List<Row.Cell> filled = row.cells().stream().filter(this::isFilled).toList();
        return !filled.isEmpty() && row.cells().stream().allMatch(cell -> isFilled(cell) || isEmpty(cell))
                ? null
                : filled.stream().map(cell -> groups.field(cell.field())).toList();
    }

    private boolean isFilled(Row.Cell cell) {
        Filling filling = cell.filling();
        return filling != null && (starts ? filling.fillsStart() : filling.fills());
    }

    private boolean isEmpty(Row.Cell cell) {
        Filling filling = cell.filling();
        return filling != null && (starts ? filling.value(AggregateFunction.AT) == null : filling.here() == null);
    }
}
