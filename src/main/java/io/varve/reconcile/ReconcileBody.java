package io.varve.reconcile;

import io.varve.catalog.SeriesPatterns;
import io.varve.catalog.SeriesSelector;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
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

/** What is to be reconciled, as the caller says it; a missing member is the same as null. */
record ReconcileBody(
        @Nullable String from,
        @Nullable String to,
        @Nullable String series,
        @Nullable Boolean repair) {

    /** Strict: unknown and repeated members, and values of another type, are refused. */
    private static final JsonMapper JSON = JsonMapper.builder()
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

    static ReconcileBody read(HttpServletRequest request) throws IOException {
        try {
            ReconcileBody body = JSON.readValue(request.getInputStream(), ReconcileBody.class);
            if (body != null) {
                return body;
            }
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException(
                    "not what is to be reconciled", e, new ServletServerHttpRequest(request));
        }
        throw ProblemException.badRequest("unreadable-body", "The body must be an object, not null");
    }

    TimeRange range(Instant now) {
        long start = time("from", from, now);
        long end = time("to", to, now);
        if (start >= end) {
            throw bad(
                    "to",
                    "from (%s) must be before to (%s); the range is half-open"
                            .formatted(Micros.toInstant(start), Micros.toInstant(end)));
        }
        return new TimeRange(start, end);
    }

    SeriesSelector selector() {
        try {
            return new SeriesSelector(SeriesPatterns.parse(series), Map.of(), null);
        } catch (ProblemException e) {
            throw bad("series", Objects.requireNonNull(e.getMessage()));
        }
    }

    boolean repairs() {
        return repair != null && repair;
    }

    private static long time(String member, @Nullable String text, Instant now) {
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

    private static ProblemException bad(String member, String detail) {
        return ProblemException.badRequest("bad-member", detail).with("member", member);
    }
}
