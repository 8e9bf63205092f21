package io.varve.catalog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.validation.annotation.Validated;

/**
 * The catalogue's settings.
 *
 * @param autoRegister whether the first point of an unknown metric type registers it; if not, the point is refused
 * @param seed resource with metric types to create at start, for example {@code classpath:seed/metric-types.json}
 * @param cachedSeries how many series ids are kept in memory for writing; about 150 bytes each
 * @param cachedTextBytes how many bytes of text values are kept in memory, for writing and for reading each
 */
@Validated
@ConfigurationProperties("varve.catalog")
record CatalogProperties(
        @DefaultValue("true") boolean autoRegister,
        @Nullable Resource seed,

        @DefaultValue("500000") @Min(1_000) @Max(100_000_000)
        int cachedSeries,

        @DefaultValue("16777216") @Min(65_536) @Max(1_073_741_824)
        long cachedTextBytes) {}
