package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as lines on its way out: what JSON says in {@code metadata}, headers say, and rows leave a few at a time.
 */
final class LineAnswer {

    /** As many wait for the texts of their values at most. */
    private static final int BLOCK = 500;

    /** Until so much is written, an error is an answer of its own. */
    private static final int BUFFER = 64 << 10;

    private static final int MOST_WARNINGS = 20;

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
     * @param next the cursor for what follows this page
     */
    void begin(
            PreparedQuery query, @Nullable Boolean exact, Map<String, @Nullable Double> bounds, @Nullable String next) {
        prepared = query;
        response.setBufferSize(BUFFER);
        response.setContentType(format.type().toString());
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        describe(query);
        if (exact != null) {
            response.setHeader("Varve-Exact", exact.toString());
        }
        if (!bounds.isEmpty()) {
            response.setHeader(
                    "Varve-Error-Bounds",
                    bounds.entrySet().stream()
                            .map(bound -> bound.getKey() + "=" + (bound.getValue() == null ? "none" : bound.getValue()))
                            .collect(Collectors.joining(",")));
        }
        if (next != null) {
            String url = ServletUriComponentsBuilder.fromCurrentRequest()
                    .replaceQueryParam("cursor", next)
                    .toUriString();
            response.setHeader(HttpHeaders.LINK, "<" + url + ">; rel=\"next\"");
            response.setHeader("Varve-Next", next);
        }
        try {
            lines = RowLines.of(format, query, response.getOutputStream(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isBegun() {
        return lines != null;
    }

    private void describe(PreparedQuery prepared) {
        TimeseriesQuery query = prepared.query();
        response.setHeader("Varve-Interval", query.interval().label());
        if (!query.isRaw()) {
            response.setHeader("Varve-Agg-Func", AggregateFunction.names(query.functions()));
        }
        response.setHeader(
                "Varve-Start-Time", Micros.toInstant(query.range().from()).toString());
        response.setHeader(
                "Varve-End-Time", Micros.toInstant(query.range().to()).toString());
        response.setHeader("Varve-Tz", query.interval().zone().getId());
        response.setHeader(
                "Varve-Resolution",
                prepared.segments().stream().map(Segment::resolution).distinct().collect(Collectors.joining(",")));
        prepared.selection().warnings().stream()
                .limit(MOST_WARNINGS)
                .forEach(warning -> response.addHeader("Varve-Warning", ascii(warning)));
    }

    /** What a header cannot hold, percent-encoded. */
    private static String ascii(String text) {
        return text.codePoints()
                .mapToObj(c -> c >= ' ' && c <= '~'
                        ? Character.toString(c)
                        : UriUtils.encode(Character.toString(c), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
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
