package io.varve.query;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as lines on its way out: what JSON says in {@code metadata}, headers say, and rows leave a few at a time.
 */
final class LineAnswer {

    private final AnswerFormat format;
    private final HttpServletResponse response;
    private final CellValues values;
    private final JsonMapper json;
    private @Nullable RowBlock block;

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
        LineHeaders.put(response, format, query, exact, bounds, null);
        try {
            block = new RowBlock(query, values, RowLines.of(format, query, response.getOutputStream(), json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isBegun() {
        return block != null;
    }

    void add(Row row) {
        block().add(row);
    }

    void end() {
        block().end();
    }

    private RowBlock block() {
        if (block == null) {
            throw new IllegalStateException("begun first");
        }
        return block;
    }
}
