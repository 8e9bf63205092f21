package io.varve.backfill;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How ranges are rebuilt.
 *
 * @param interval how often each instance looks whether something can be logged as out of date, at least 100 ms
 * @param maxPending how many days of a series wait at once to be recomputed, 1 to 100,000; queries of these take longer
 */
@Validated
@ConfigurationProperties("varve.backfill")
record BackfillProperties(
        @NotNull @DefaultValue("5s") Duration interval,
        @Min(1) @Max(100_000) @DefaultValue("2000") int maxPending) {

    BackfillProperties {
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("varve.backfill.interval must be at least 100ms, not " + interval);
        }
    }
}
