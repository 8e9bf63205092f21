package io.varve.maintenance;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * When the database as a whole is looked after.
 *
 * @param interval how often some instance does so, 1 min to 30 days
 * @param partitionSize how large partitions to come should be, at least 1 MB
 * @param adjustPartitions whether their width follows that by itself
 */
@Validated
@ConfigurationProperties("varve.maintenance")
record MaintenanceProperties(
        @NotNull @DefaultValue("1d") Duration interval,
        @NotNull @DefaultValue("256MB") DataSize partitionSize,
        @DefaultValue("false") boolean adjustPartitions) {

    MaintenanceProperties {
        if (interval.compareTo(Duration.ofMinutes(1)) < 0 || interval.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException(
                    "varve.maintenance.interval must be between 1m and 30d, not " + interval);
        }
        if (partitionSize.toMegabytes() < 1) {
            throw new IllegalArgumentException(
                    "varve.maintenance.partition-size must be at least 1MB, not " + partitionSize);
        }
    }
}
