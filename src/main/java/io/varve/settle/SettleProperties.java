package io.varve.settle;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How points move from the log into chunks.
 *
 * @param interval how often settling looks for work; at least 100 ms
 * @param keep how long after its end an hour stays in the log, up to a day. Points that come later than that make its
 *     chunk be written again; a longer log is slower to read
 * @param batchSize how many rows of the log one transaction settles, 1 to 100,000; a row holds up to 90 points
 * @param maxBatches how many such transactions a shard gets per round, 1 to 10,000
 */
@Validated
@ConfigurationProperties("varve.settle")
record SettleProperties(
        @NotNull @DefaultValue("1m") Duration interval,
        @NotNull @DefaultValue("10m") Duration keep,
        @Min(1) @Max(100_000) @DefaultValue("5000") int batchSize,
        @Min(1) @Max(10_000) @DefaultValue("200") int maxBatches) {

    SettleProperties {
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("varve.settle.interval must be at least 100ms, not " + interval);
        }
        if (keep.isNegative() || keep.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("varve.settle.keep must be from 0s to 1d, not " + keep);
        }
    }
}
