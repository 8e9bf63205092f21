package io.varve.reconcile;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.varve.catalog.SeriesKey;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One column of one bucket that disagrees.
 *
 * @param kind {@code missing}: there are points, but no bucket; {@code surplus}: a bucket without points; {@code value}
 * @param stored null where it is missing, or NULL
 * @param recomputed null where it is surplus
 */
record Difference(
        String tier,
        String series,
        String field,
        Map<String, String> tags,
        @JsonProperty("user_id") @Nullable UUID userId,
        Instant bucket,
        String kind,
        String column,
        @Nullable JsonNode stored,
        @Nullable JsonNode recomputed) {

    static Difference of(String tier, SeriesKey key, Step.Detail detail) {
        return new Difference(
                tier,
                key.metric(),
                key.field(),
                key.tags(),
                key.userId(),
                detail.bucket().toInstant(),
                detail.kind(),
                detail.column(),
                detail.stored(),
                detail.recomputed());
    }
}
