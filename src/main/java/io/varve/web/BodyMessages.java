package io.varve.web;

import java.util.stream.Collectors;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in the caller's terms why a JSON body was refused: member names and positions, no Java classes. */
final class BodyMessages {

    private BodyMessages() {}

    static String explain(HttpMessageNotReadableException exception) {
        Throwable cause = exception.getCause();
        if (cause instanceof UnrecognizedPropertyException unknown) {
            return "Unknown member '%s'%s; accepted: %s"
                    .formatted(unknown.getPropertyName(), position(unknown), accepted(unknown));
        }
        if (cause instanceof tools.jackson.core.exc.StreamReadException syntax) {
            return "The body is not valid JSON%s: %s".formatted(position(syntax), syntax.getOriginalMessage());
        }
        if (cause instanceof JacksonException mismatch) {
            return "The body does not have the expected shape%s%s".formatted(member(mismatch), position(mismatch));
        }
        return "The body is missing or unreadable.";
    }

    private static String accepted(UnrecognizedPropertyException exception) {
        return exception.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String member(JacksonException exception) {
        String path = exception.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : ", member " + path;
    }

    private static String position(JacksonException exception) {
        TokenStreamLocation location = exception.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }
}
