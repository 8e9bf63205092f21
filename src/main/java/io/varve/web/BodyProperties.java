package io.varve.web;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of request bodies. Defaults are in application.yml.
 *
 * @param maxBodySize longest request body, counted after decompression; a longer one is refused with 413
 */
@Validated
@ConfigurationProperties("varve.ingest")
record BodyProperties(@NotNull DataSize maxBodySize) {

    BodyProperties {
        if (maxBodySize != null && maxBodySize.toBytes() < 1) {
            throw new IllegalArgumentException("max-body-size must be at least 1B");
        }
    }
}
