package io.varve.custom;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How custom rollups are refreshed.
 *
 * @param interval how often each instance looks whether one is due, at least 100 ms; one without a schedule is due each time
 */
@Validated
@ConfigurationProperties("varve.rollups")
record RollupProperties(@NotNull @DefaultValue("10s") Duration interval) {

    RollupProperties {
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("varve.rollups.interval must be at least 100ms, not " + interval);
        }
    }
}
