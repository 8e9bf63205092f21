package io.varve.retention;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A policy as the API shows it. */
record PolicyView(
        String name,
        String tier,
        @Nullable String series,
        String keep,
        int order,
        String action,
        String origin,
        @JsonProperty("created_at") @Nullable Instant createdAt,
        @JsonProperty("updated_at") @Nullable Instant updatedAt) {

    static PolicyView of(RetentionPolicy policy) {
        return new PolicyView(
                policy.name(),
                policy.tier(),
                policy.series() == null ? null : policy.pattern(),
                policy.keep().toString(),
                policy.order(),
                policy.action().name().toLowerCase(Locale.ROOT),
                policy.origin().name().toLowerCase(Locale.ROOT),
                policy.createdAt(),
                policy.updatedAt());
    }
}
