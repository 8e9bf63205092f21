package io.varve.partition;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How partitions are looked after. Defaults are in application.yml.
 *
 * @param interval how often partitions are made ahead of time and changed ones are analyzed, at least 1 s
 * @param analyzeMinRows a partition is analyzed when at least this many rows changed since it last was
 * @param analyzeMinFraction and at least this fraction of its rows, 0 to 1
 * @param analyzeTableEvery how often at most a partitioned table as a whole is analyzed, at least 1 min
 */
@Validated
@ConfigurationProperties("varve.partition")
record PartitionProperties(
        @NotNull @DurationMin(seconds = 1) Duration interval,
        @Positive long analyzeMinRows,
        @DecimalMin("0") @DecimalMax("1") double analyzeMinFraction,
        @NotNull @DurationMin(minutes = 1) Duration analyzeTableEvery) {}
