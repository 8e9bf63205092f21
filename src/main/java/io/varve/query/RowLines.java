package io.varve.query;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes rows of an answer as lines. */
interface RowLines {

    static RowLines of(AnswerFormat format, PreparedQuery prepared, OutputStream out, JsonMapper json)
            throws IOException {
        return format == AnswerFormat.CSV ? new CsvRows(prepared, out) : new JsonRows(prepared, out, json);
    }

    /** @param texts by the codes that stand for them in the row */
    void write(Row row, Map<Integer, String> texts) throws IOException;

    /** What was written so far goes on its way. */
    void flush() throws IOException;
}
