package io.varve.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The body of an answer about gaps, in the order of their starts. */
record GapsAnswer(Metadata metadata, List<Gap> results) {

    /**
     * About the results.
     *
     * @param expectedInterval as asked for; null if each series' own median was taken
     * @param next the cursor for the next page; null on the last
     */
    record Metadata(
            int count,
            Instant startTime,
            Instant endTime,
            @Nullable Duration expectedInterval,
            double tolerance,
            @Nullable String next) {}

    /**
     * A stretch without points.
     *
     * @param start the point before it
     * @param end the point after it, or where the range ends
     * @param open whether no point comes after it
     */
    record Gap(
            String series,
            Map<String, @Nullable String> tags,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            UUID userId,

            Instant start,
            Instant end,
            Duration duration,
            Duration expectedInterval,
            long missingPoints,
            boolean open) {}
}
