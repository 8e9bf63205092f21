package io.varve.reconcile;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the tiers are audited in the background: random samples of what is stored are compared with their points.
 *
 * @param interval how often some instance audits a sample; at least 1 s
 * @param sampleSeries how many series a sample has, 0 to 1,000; 0 for no audit
 * @param sampleHours how many hours a sample is long, 1 to 8,784. Of tiers with longer buckets fewer series, and not
 *     every time, are compared, so that all tiers cost about the same
 * @param repair whether what disagrees is recomputed; it is logged in either case
 */
@Validated
@ConfigurationProperties("varve.reconcile")
record ReconcileProperties(
        @NotNull @DefaultValue("1m") Duration interval,
        @Min(0) @Max(1_000) @DefaultValue("10") int sampleSeries,
        @Min(1) @Max(8_784) @DefaultValue("24") int sampleHours,
        @DefaultValue("false") boolean repair) {

    ReconcileProperties {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("varve.reconcile.interval must be at least 1s, not " + interval);
        }
    }
}
