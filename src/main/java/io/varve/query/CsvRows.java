package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.NumberOutput;

/** Rows as CSV (RFC 4180), after a line that names the columns. An empty cell is null, an empty text is {@code ""}. */
final class CsvRows implements RowLines {

    private final Writer out;
    private final TimeseriesQuery query;
    private final Groups groups;
    private final CsvColumns columns;
    private final FilledMarks marks;
    private final List<AggregateFunction> functions;
    private final Map<Integer, Object> values = new HashMap<>();
    private boolean begun;

    CsvRows(PreparedQuery prepared, OutputStream stream) throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        this.query = prepared.query();
        this.groups = prepared.groups();
        this.columns = CsvColumns.of(prepared);
        this.marks = new FilledMarks(query.functions(), groups);
        this.functions = query.isRaw() ? List.of(AggregateFunction.LAST) : List.copyOf(query.functions());
        for (String name : columns.names()) {
            cell(name);
        }
        end();
    }

    @Override
    public void write(Row row, Map<Integer, String> texts) throws IOException {
        GroupKey key = groups.key(row.group());
        cell(Micros.toInstant(row.time()).toString());
        cell(key.metric());
        for (String tag : columns.tags()) {
            cell(key.tags().get(tag));
        }
        if (columns.user()) {
            cell(text(key.user()));
        }
        if (columns.session()) {
            cell(text(row.session()));
        }
        values(row, key, texts);
        if (columns.filled()) {
            cell(marks.text(row));
        }
        if (columns.metadata()) {
            cell(row.metadata());
        }
        end();
    }

    /** Of each function all fields there are among the series asked for: those that are not the row's stay empty. */
    private void values(Row row, GroupKey key, Map<Integer, String> texts) throws IOException {
        for (AggregateFunction function : functions) {
            values.clear();
            for (Row.Cell cell : row.cells()) {
                Object value = CellValues.of(cell, key, function, groups, texts);
                if (value != null) {
                    values.put(cell.field(), value);
                }
            }
            for (int field : columns.fields()) {
                value(values.get(field));
            }
        }
    }

    private void value(@Nullable Object value) throws IOException {
        if (value instanceof String text && text.isEmpty()) {
            divide();
            out.write("\"\"");
        } else if (value instanceof Double number) {
            cell(NumberOutput.toString(number, true));
        } else {
            cell(text(value));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private void cell(@Nullable String text) throws IOException {
        divide();
        if (text == null) {
            return;
        }
        if (text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')) {
            out.write(text);
        } else {
            out.write('"' + text.replace("\"", "\"\"") + '"');
        }
    }

    private void divide() throws IOException {
        if (begun) {
            out.write(',');
        }
        begun = true;
    }

    private void end() throws IOException {
        out.write('\n');
        begun = false;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
