package io.varve.schema;

import io.varve.support.RunningVarve;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command of a console block in a page: {@code $ curl -s [-X method] [-H header] [-d body] url}, then what it answers.
 *
 * @param answer without the line break at its end
 */
record Curl(List<String> words, String answer) {

    private static final Pattern WORD = Pattern.compile("(?s)(?:'[^']*'|[^\\s'])+");
    private static final Pattern COMMAND =
            Pattern.compile("(?ms)^\\$ (curl (?:'[^']*'|[^'\\n])*)\\n(.*?)(?=^\\$ |\\z)");

    static List<Curl> of(String console) {
        return COMMAND.matcher(console)
                .results()
                .map(match -> new Curl(words(match.group(1)), match.group(2).strip()))
                .toList();
    }

    HttpResponse<String> sendTo(RunningVarve varve) {
        String url = "";
        String body = null;
        String method = null;
        List<String> headers = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-s" -> {}
                case "-X" -> method = words.get(++i);
                case "-H" -> headers.addAll(List.of(words.get(++i).split(": ", 2)));
                case "-d", "--data-binary" -> body = words.get(++i);
                default -> url = words.get(i);
            }
        }
        return varve.send(request(varve, url, body, method, headers));
    }

    private static HttpRequest.Builder request(
            RunningVarve varve, String url, @Nullable String body, @Nullable String method, List<String> headers) {
        String path = url.replaceFirst("^localhost:8080", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(varve.uri(path))
                .method(
                        method != null ? method : body != null ? "POST" : "GET",
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return headers.isEmpty() ? request : request.headers(headers.toArray(String[]::new));
    }

    private static List<String> words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toList();
    }
}
