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
 * @param keep how many of the newest closed generations of raw's fence stay in the log, 0 to 1,440. There is about one a
 *     minute. More of them means that the chunk of the current hour is rewritten less often, and a longer log to read
 * @param batchSize how many rows of the log one transaction settles, 1 to 100,000; a row holds up to 90 points
 * @param maxBatches how many such transactions a shard gets per round, 1 to 10,000
 */
@Validated
@ConfigurationProperties("varve.settle")
record SettleProperties(
        @NotNull @DefaultValue("30s") Duration interval,
        @Min(0) @Max(1_440) @DefaultValue("10") int keep,
        @Min(1) @Max(100_000) @DefaultValue("2000") int batchSize,
        @Min(1) @Max(10_000) @DefaultValue("200") int maxBatches) {

    SettleProperties {
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("varve.settle.interval must be at least 100ms, not " + interval);
        }
    }
}
