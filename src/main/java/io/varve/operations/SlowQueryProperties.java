package io.varve.operations;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which queries are noted as slow.
 *
 * @param after those that take so long, up to a day; 0 for none
 * @param perMinute how many each instance notes a minute, 1 to 10,000; others are only counted
 * @param explainEvery of how many the plan is kept: one in so much time, up to 365 days; 0 for none
 */
@Validated
@ConfigurationProperties("varve.slow-queries")
record SlowQueryProperties(
        @NotNull @DefaultValue("1s") Duration after,
        @Min(1) @Max(10_000) @DefaultValue("20") int perMinute,
        @NotNull @DefaultValue("5m") Duration explainEvery) {

    SlowQueryProperties {
        atMost("after", after, Duration.ofDays(1));
        atMost("explain-every", explainEvery, Duration.ofDays(365));
    }

    boolean isSlow(Duration taken) {
        return !after.isZero() && taken.compareTo(after) >= 0;
    }

    private static void atMost(String key, Duration given, Duration most) {
        if (given.isNegative() || given.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "varve.slow-queries." + key + " must be 0s to " + most + ", not " + given);
        }
    }
}
