package io.varve.query;

import io.varve.web.ProblemException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/** The form of an answer; of those a client likes alike, the first. */
enum AnswerFormat {
    JSON(MediaType.APPLICATION_JSON),
    NDJSON(MediaType.APPLICATION_NDJSON),
    CSV(new MediaType("text", "csv"));

    private final MediaType type;

    AnswerFormat(MediaType type) {
        this.type = type;
    }

    MediaType type() {
        return type;
    }

    /** What the parameter names, else what the header {@code Accept} likes best. */
    static AnswerFormat of(@Nullable String parameter, @Nullable String accept)
            throws HttpMediaTypeNotAcceptableException {
        if (parameter == null) {
            return accept == null || accept.isBlank() ? JSON : liked(accept);
        }
        String name = parameter.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.badParameter(
                        "format", "format is json, ndjson or csv, not '" + parameter + "'"));
    }

    private static AnswerFormat liked(String accept) throws HttpMediaTypeNotAcceptableException {
        List<MediaType> ranges;
        try {
            ranges = MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException e) {
            throw new HttpMediaTypeNotAcceptableException("The header Accept cannot be read: " + e.getMessage());
        }
        return Arrays.stream(values())
                .filter(format -> format.quality(ranges) > 0)
                .max(Comparator.comparingDouble((AnswerFormat format) -> format.quality(ranges))
                        .thenComparing(format -> !format.range(ranges).isWildcardType())
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow(() -> new HttpMediaTypeNotAcceptableException(
                        Arrays.stream(values()).map(AnswerFormat::type).collect(Collectors.toList())));
    }

    private double quality(List<MediaType> ranges) {
        return range(ranges).getQualityValue();
    }

    /** The range that says most about this format; one of quality 0 if none does. */
    private MediaType range(List<MediaType> ranges) {
        return ranges.stream()
                .filter(range -> range.includes(type))
                .max(Comparator.comparing((MediaType range) -> !range.isWildcardType())
                        .thenComparing(range -> !range.isWildcardSubtype()))
                .orElse(MediaType.valueOf("*/*;q=0"));
    }
}
