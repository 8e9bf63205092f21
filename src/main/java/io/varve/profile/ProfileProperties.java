package io.varve.profile;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How profiles follow the tiers.
 *
 * @param interval pause between two rounds; at least 100 ms
 * @param delay how long after its end an hour is profiled, up to a day. Once it is settled, that takes a fifth of the time
 * @param retryAfter how long after a failure a profile is tried again; at least a second
 */
@Validated
@ConfigurationProperties("varve.profile")
record ProfileProperties(
        @NotNull @DefaultValue("1m") Duration interval,
        @NotNull @DefaultValue("15m") Duration delay,
        @NotNull @DefaultValue("10m") Duration retryAfter) {

    ProfileProperties {
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("varve.profile.interval must be at least 100ms, not " + interval);
        }
        if (delay.isNegative() || delay.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("varve.profile.delay must be from 0s to 1d, not " + delay);
        }
        if (retryAfter.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("varve.profile.retry-after must be at least 1s, not " + retryAfter);
        }
    }
}
