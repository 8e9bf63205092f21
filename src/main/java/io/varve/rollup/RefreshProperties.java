package io.varve.rollup;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How rollups are refreshed.
 *
 * @param interval how often due work is looked for; at least 100 ms
 * @param delay how long after its end a bucket of the first tier is left open, so that points of normal lateness need
 *     no recomputation; they are visible to queries meanwhile
 * @param batchSize how many entries of the invalidation log one transaction consumes, 1 to 10,000; more or fewer as
 *     they turn out to be quick or slow
 * @param maxBatches how many such transactions a tier's shard gets per round, 1 to 10,000
 * @param packAfter how long after its end a frame of a packed tier is packed, and how long after a late point it is packed
 *     again, 0 to 30 days; a burst of them does not cost packing it each time
 * @param targetDuration how long one transaction should take, 10 ms to 1 h: how much it takes follows
 * @param busySessions so many sessions of others at work halve that, 1 to 10,000; 0 for never
 * @param maxRound a tier begins nothing more in a round that has taken so long, 1 s to 1 d
 */
@Validated
@ConfigurationProperties("varve.refresh")
public record RefreshProperties(
        @NotNull @DefaultValue("10s") Duration interval,
        @NotNull @DefaultValue("30s") Duration delay,
        @Min(1) @Max(10_000) @DefaultValue("2000") int batchSize,
        @Min(1) @Max(10_000) @DefaultValue("200") int maxBatches,
        @NotNull @DefaultValue("10m") Duration packAfter,
        @NotNull @DefaultValue("10s") Duration targetDuration,
        @Min(0) @Max(10_000) @DefaultValue("4") int busySessions,
        @NotNull @DefaultValue("5m") Duration maxRound) {

    public RefreshProperties {
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("varve.refresh.interval must be at least 100ms, not " + interval);
        }
        if (delay.isNegative() || delay.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("varve.refresh.delay must be between 0s and 1d, not " + delay);
        }
        if (packAfter.isNegative() || packAfter.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("varve.refresh.pack-after must be between 0s and 30d, not " + packAfter);
        }
        if (targetDuration.compareTo(Duration.ofMillis(10)) < 0 || targetDuration.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "varve.refresh.target-duration must be between 10ms and 1h, not " + targetDuration);
        }
        if (maxRound.compareTo(Duration.ofSeconds(1)) < 0 || maxRound.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("varve.refresh.max-round must be between 1s and 1d, not " + maxRound);
        }
    }
}
