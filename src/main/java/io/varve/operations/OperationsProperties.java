package io.varve.operations;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How scheduled work is watched.
 *
 * @param interval how often its health is looked at, at least 100 ms
 * @param measureInterval how often it is measured what tables take, at least 10 s
 * @param patience an instance that was not seen for so long is taken for gone, and its runs for lost; at least 10 s
 * @param keep how long runs, errors, changes of health and slow queries are kept, at least a day
 * @param webhook where changes of health are posted; nowhere if unset
 */
@Validated
@ConfigurationProperties("varve.operations")
record OperationsProperties(
        @NotNull @DefaultValue("10s") Duration interval,
        @NotNull @DefaultValue("10m") Duration measureInterval,
        @NotNull @DefaultValue("2m") Duration patience,
        @NotNull @DefaultValue("30d") Duration keep,
        @Nullable URI webhook) {

    OperationsProperties {
        atLeast("interval", interval, Duration.ofMillis(100));
        atLeast("measure-interval", measureInterval, Duration.ofSeconds(10));
        atLeast("patience", patience, Duration.ofSeconds(10));
        atLeast("keep", keep, Duration.ofDays(1));
        if (webhook != null && !("http".equals(webhook.getScheme()) || "https".equals(webhook.getScheme()))) {
            throw new IllegalArgumentException(
                    "varve.operations.webhook must begin with http: or https:, not " + webhook);
        }
    }

    private static void atLeast(String key, Duration given, Duration least) {
        if (given.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "varve.operations." + key + " must be at least " + least + ", not " + given);
        }
    }
}
