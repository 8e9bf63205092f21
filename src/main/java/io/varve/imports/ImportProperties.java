package io.varve.imports;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How tables are imported.
 *
 * @param interval pause between two rounds; at least 100 ms
 * @param rows about how many rows are compared at once, from 1 to 1,000,000
 */
@Validated
@ConfigurationProperties("varve.imports")
record ImportProperties(
        @NotNull @DefaultValue("1m") Duration interval,
        @DefaultValue("20000") int rows) {

    ImportProperties {
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("varve.imports.interval must be at least 100ms, not " + interval);
        }
        if (rows < 1 || rows > 1_000_000) {
            throw new IllegalArgumentException("varve.imports.rows must be from 1 to 1000000, not " + rows);
        }
    }
}
