package io.varve.database;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The three connection pools. Defaults are in application.yml.
 *
 * @param ingest connections of requests that write
 * @param query connections of requests that read
 * @param jobs connections of scheduled work
 */
@Validated
@ConfigurationProperties("varve.pool")
record PoolProperties(
        @NotNull @Valid Pool ingest,
        @NotNull @Valid Pool query,
        @NotNull @Valid Pool jobs) {

    /**
     * One pool.
     *
     * @param size most connections open at once, 1 to 1000
     * @param connectionTimeout how long to wait for a free connection before answering 503, 250 ms to 5 min
     * @param statementTimeout the server cancels a statement that runs longer; 0 for no limit
     * @param lockTimeout the server cancels a statement that waits longer for one lock; 0 for no limit
     * @param idleInTransactionTimeout the server ends a session that is idle in a transaction for longer; 0 for no limit
     */
    record Pool(
            @Min(1) @Max(1000) int size,

            @NotNull @DurationMin(millis = 250) @DurationMax(minutes = 5)
            Duration connectionTimeout,

            @NotNull @DurationMin @DurationMax(days = 1) Duration statementTimeout,
            @NotNull @DurationMin @DurationMax(days = 1) Duration lockTimeout,
            @NotNull @DurationMin @DurationMax(days = 1) Duration idleInTransactionTimeout) {}
}
