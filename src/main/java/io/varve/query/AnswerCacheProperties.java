package io.varve.query;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Answers that are kept.
 *
 * @param size memory for answers about closed ranges, 0 for none, at most 16GB
 * @param maxAge how long HTTP caches may give such an answer without asking whether it still is one; 0 for never
 */
@ConfigurationProperties("varve.query.cache")
record AnswerCacheProperties(
        @DefaultValue("32MB") DataSize size,
        @DefaultValue("0s") Duration maxAge) {

    AnswerCacheProperties {
        if (size.isNegative() || size.toGigabytes() > 16) {
            throw new IllegalArgumentException("varve.query.cache.size must be between 0 and 16GB");
        }
        if (maxAge.isNegative() || maxAge.toDays() > 366) {
            throw new IllegalArgumentException("varve.query.cache.max-age must be between 0s and 366d");
        }
    }
}
