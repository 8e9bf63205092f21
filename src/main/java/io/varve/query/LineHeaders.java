package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** What JSON says in {@code metadata}, as headers of an answer of lines. */
final class LineHeaders {

    /** Until so much is written, an error is an answer of its own. */
    private static final int BUFFER = 64 << 10;

    private static final int MOST_WARNINGS = 20;

    private LineHeaders() {}

    /**
     * Puts them before the first row.
     *
     * @param exact null if that is not known yet
     * @param bounds of the relative error of values, by function; null where there is none
     * @param next the cursor for what follows this page
     */
    static void put(
            HttpServletResponse response,
            AnswerFormat format,
            PreparedQuery prepared,
            @Nullable Boolean exact,
            Map<String, @Nullable Double> bounds,
            @Nullable String next) {
        response.setBufferSize(BUFFER);
        response.setContentType(format.type().toString());
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        describe(response, prepared);
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
    }

    private static void describe(HttpServletResponse response, PreparedQuery prepared) {
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
}
