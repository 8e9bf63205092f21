package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import java.util.List;
import java.util.Set;
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
        if (row.cells().stream().allMatch(cell -> cell.filling() == null)) {
            return;
        }
        List<Row.Cell> filled = row.cells().stream().filter(this::isFilled).toList();
        if (filled.isEmpty()) {
            return;
        }
        if (row.cells().stream().allMatch(cell -> isFilled(cell) || isEmpty(cell))) {
            json.writeBooleanProperty("filled", true);
        } else {
            json.writeArrayPropertyStart("filled_fields");
            filled.forEach(cell -> json.writeString(groups.field(cell.field())));
            json.writeEndArray();
        }
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
