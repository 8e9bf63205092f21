package io.varve.web;

import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Bodies of a few members, and what their members have in common. Anything wrong is a 400 that names the member. */
public final class JsonBody {

    /** Strict: unknown and repeated members, and values of another type, are refused. */
    public static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private JsonBody() {}

    /** A missing member is the same as null. */
    public static <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
        try {
            T body = STRICT.readValue(request.getInputStream(), type);
            if (body != null) {
                return body;
            }
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException(
                    "not what the endpoint takes", e, new ServletServerHttpRequest(request));
        }
        throw ProblemException.badRequest("unreadable-body", "The body must be an object, not null");
    }

    /** Epoch micros of a time in any of the forms that queries take. */
    public static long time(String member, @Nullable String text, Instant now) {
        if (text == null) {
            throw bad(
                    member,
                    "'%s' is missing; it takes a time such as 2025-01-31T12:00:00Z or now-1d".formatted(member));
        }
        try {
            return TimeParser.queryTime(text, now, ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            throw bad(member, member + ": " + e.getMessage());
        }
    }

    /** The range of the members {@code from} and {@code to}. */
    public static TimeRange range(long from, long to) {
        if (from >= to) {
            throw bad(
                    "to",
                    "from (%s) must be before to (%s); the range is half-open"
                            .formatted(Micros.toInstant(from), Micros.toInstant(to)));
        }
        return new TimeRange(from, to);
    }

    public static ProblemException bad(String member, String detail) {
        return ProblemException.badRequest("bad-member", detail).with("member", member);
    }
}
