package io.varve.query;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as lines on its way out: what JSON says in {@code metadata}, headers say, and rows leave a few at a time.
 */
final class LineAnswer {

    /** As many wait for the texts of their values at most. */
    private static final int BLOCK = 500;

    private final AnswerFormat format;
    private final HttpServletResponse response;
    private final CellValues values;
    private final JsonMapper json;
    private final List<Row> block = new ArrayList<>();
    private @Nullable PreparedQuery prepared;
    private @Nullable RowLines lines;

    LineAnswer(AnswerFormat format, HttpServletResponse response, CellValues values, JsonMapper json) {
        this.format = format;
        this.response = response;
        this.values = values;
        this.json = json;
    }

    /**
     * Headers, and what stands before the first row.
     *
     * @param exact null if that is not known yet
     * @param bounds of the relative error of values, by function; null where there is none
     */
    void begin(PreparedQuery query, @Nullable Boolean exact, Map<String, @Nullable Double> bounds) {
        prepared = query;
        LineHeaders.put(response, format, query, exact, bounds, null);
        try {
            lines = RowLines.of(format, query, response.getOutputStream(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isBegun() {
        return lines != null;
    }

    void add(Row row) {
        block.add(row);
        if (block.size() == BLOCK) {
            write();
        }
    }

    void end() {
        write();
        try {
            lines().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() {
        if (prepared == null) {
            throw new IllegalStateException("begun first");
        }
        var texts = values.texts(prepared, block);
        try {
            for (Row row : block) {
                lines().write(row, texts);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        block.clear();
    }

    private RowLines lines() {
        if (lines == null) {
            throw new IllegalStateException("begun first");
        }
        return lines;
    }
}
