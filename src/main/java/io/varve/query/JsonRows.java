package io.varve.query;

import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Each row as a JSON object: on a line of its own, or among the results of a JSON answer. */
final class JsonRows implements RowLines {

    private final JsonGenerator json;
    private final Map<Integer, String> texts = new HashMap<>();
    private final RowWriter rows;
    private final String between;
    private final String after;
    private boolean begun;

    /** {@code between} two rows, and {@code after} each. */
    JsonRows(PreparedQuery prepared, OutputStream out, JsonMapper mapper, String between, String after) {
        this.between = between;
        this.after = after;
        this.json = mapper.writer().withRootValueSeparator("").createGenerator(out);
        this.rows = new RowWriter(prepared, texts);
    }

    @Override
    public void write(Row row, Map<Integer, String> its) {
        if (!its.equals(texts)) {
            texts.clear();
            texts.putAll(its);
        }
        if (begun) {
            json.writeRaw(between);
        }
        begun = true;
        rows.write(row, json);
        json.writeRaw(after);
    }

    @Override
    public void flush() {
        json.flush();
    }
}
