package io.varve.query;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes rows of an answer: as lines, or as what stands between the brackets of an array. */
interface RowLines {

    static RowLines of(AnswerFormat format, PreparedQuery prepared, OutputStream out, JsonMapper json)
            throws IOException {
        return switch (format) {
            case CSV -> new CsvRows(prepared, out);
            case NDJSON -> new JsonRows(prepared, out, json, "", "\n");
            case JSON -> new JsonRows(prepared, out, json, ",", "");
        };
    }

    /** @param texts by the codes that stand for them in the row */
    void write(Row row, Map<Integer, String> texts) throws IOException;

    /** What was written so far goes on its way. */
    void flush() throws IOException;
}
