package io.varve.query;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The whole of an answer as it was sent.
 *
 * @param headers those that are about the answer
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record StoredAnswer(byte[] body, String contentType, Map<String, List<String>> headers) {

    /** These are about how it is sent. */
    private static final Set<String> OTHERS = Set.of(
            "cache-control", "connection", "content-length", "content-type", "date", "keep-alive", "transfer-encoding");

    static StoredAnswer of(byte[] body, String contentType, HttpServletResponse response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(response.getHeaderNames());
        for (String name : names) {
            if (!OTHERS.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, List.copyOf(response.getHeaders(name)));
            }
        }
        return new StoredAnswer(body, contentType, headers);
    }

    /** In place of the answer to another request. */
    void send(AnswerResponse response, String cacheControl) throws IOException {
        response.setContentType(contentType);
        response.setContentLength(body.length);
        headers.forEach((name, values) -> {
            response.setHeader(name, null);
            values.forEach(value -> response.addHeader(name, value));
        });
        response.keep(cacheControl, null);
        response.getOutputStream().write(body);
    }

    /** What it takes of memory, roughly. */
    int weight() {
        return 1_000 + body.length;
    }
}
