package io.varve.idempotency;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long answers to requests with an {@code Idempotency-Key} are remembered.
 *
 * @param keep for how long after the answer the same key and request get it again, 1 minute to 366 days; after that the
 *     key is as good as new
 * @param interval how often each instance deletes what has expired, at least 1 s
 */
@Validated
@ConfigurationProperties("varve.idempotency")
record IdempotencyProperties(
        @NotNull @DefaultValue("24h") Duration keep,
        @NotNull @DefaultValue("10m") Duration interval) {

    IdempotencyProperties {
        if (keep.compareTo(Duration.ofMinutes(1)) < 0 || keep.compareTo(Duration.ofDays(366)) > 0) {
            throw new IllegalArgumentException("varve.idempotency.keep must be between 1m and 366d, not " + keep);
        }
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("varve.idempotency.interval must be at least 1s, not " + interval);
        }
    }
}
