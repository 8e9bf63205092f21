package io.varve.query;

import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Each row as a JSON object on a line of its own, as it is among the results of a JSON answer. */
final class JsonRows implements RowLines {

    private final JsonGenerator json;
    private final Map<Integer, String> texts = new HashMap<>();
    private final RowWriter rows;

    JsonRows(PreparedQuery prepared, OutputStream out, JsonMapper mapper) {
        this.json = mapper.writer().withRootValueSeparator("").createGenerator(out);
        this.rows = new RowWriter(prepared, texts);
    }

    @Override
    public void write(Row row, Map<Integer, String> its) {
        if (!its.equals(texts)) {
            texts.clear();
            texts.putAll(its);
        }
        rows.write(row, json);
        json.writeRaw('\n');
    }

    @Override
    public void flush() {
        json.flush();
    }
}
