package io.varve.database;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The embedded PostgreSQL, used while spring.datasource.url is unset. Defaults are in application.yml.
 *
 * @param dataDirectory where its data stays between runs; created if it does not exist
 * @param binariesDirectory where the server's programs are unpacked; several data directories can share it
 * @param port port on the loopback address, 0 for a free one
 * @param startTimeout how long it may take to start, recovery after a crash included, 1 s to 1 d
 */
@Validated
@ConfigurationProperties("varve.embedded")
record EmbeddedProperties(
        @NotNull Path dataDirectory,
        @NotNull Path binariesDirectory,
        @Min(0) @Max(65535) int port,

        @NotNull @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration startTimeout) {}
