package io.varve.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes rows a block at a time, with the texts that their values stand for: looked up once a block, not once a row. */
final class RowBlock {

    /** As many wait for the texts of their values; the next one has all of them written. */
    static final int ROWS = 500;

    private final PreparedQuery prepared;
    private final CellValues values;
    private final RowLines lines;
    private final List<Row> rows = new ArrayList<>();

    RowBlock(PreparedQuery prepared, CellValues values, RowLines lines) {
        this.prepared = prepared;
        this.values = values;
        this.lines = lines;
    }

    void add(Row row) {
        rows.add(row);
        if (rows.size() > ROWS) {
            write();
        }
    }

    /** All rows have been added. */
    void end() {
        write();
        try {
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() {
        var texts = values.texts(prepared, rows);
        try {
            for (Row row : rows) {
                lines.write(row, texts);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows.clear();
    }
}
