package io.varve.catalog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The catalogue's settings.
 *
 * @param autoRegister whether the first point of an unknown metric type registers it; if not, the point is refused
 * @param seed resource with metric types to create at start, for example {@code classpath:seed/metric-types.json}
 * @param cachedSeries how many series ids are kept in memory for writing; about 150 bytes each
 * @param cachedTexts how much text is kept in memory, once for writing and once for reading; 64KB to 1GB
 */
@Validated
@ConfigurationProperties("varve.catalog")
record CatalogProperties(
        @DefaultValue("true") boolean autoRegister,
        @Nullable Resource seed,

        @DefaultValue("500000") @Min(1_000) @Max(100_000_000)
        int cachedSeries,

        @DefaultValue("16MB") DataSize cachedTexts) {

    private static final DataSize LEAST_TEXTS = DataSize.ofKilobytes(64);
    private static final DataSize MOST_TEXTS = DataSize.ofGigabytes(1);

    CatalogProperties {
        if (cachedTexts.compareTo(LEAST_TEXTS) < 0 || cachedTexts.compareTo(MOST_TEXTS) > 0) {
            throw new IllegalArgumentException("varve.catalog.cached-texts must be 64KB to 1GB, not " + cachedTexts);
        }
    }
}
