package io.varve.reconcile;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.varve.catalog.SeriesKey;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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

    /** Of a group of a custom rollup, with its dimensions as tags. */
    static Difference of(String rollup, Step.Detail detail) {
        Map<String, String> tags = new TreeMap<>(Objects.requireNonNull(detail.dimensions()));
        @Nullable String user = tags.remove("user_id");
        return new Difference(
                rollup,
                Objects.requireNonNull(detail.series()),
                Objects.requireNonNull(detail.field()),
                tags,
                user == null ? null : UUID.fromString(user),
                detail.bucket().toInstant(),
                detail.kind(),
                detail.column(),
                detail.stored(),
                detail.recomputed());
    }

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
