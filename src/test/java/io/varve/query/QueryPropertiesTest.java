package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class QueryPropertiesTest {

    /** QRY4. */
    @Test
    void by_default_a_longer_range_gets_wider_buckets() {
        QueryProperties properties = bind(Map.of());
        assertThat(auto(properties, Duration.ofHours(1))).isEqualTo("1m");
        assertThat(auto(properties, Duration.ofHours(1).plusNanos(1000))).isEqualTo("5m");
        assertThat(auto(properties, Duration.ofDays(1))).isEqualTo("5m");
        assertThat(auto(properties, Duration.ofDays(7))).isEqualTo("1h");
        assertThat(auto(properties, Duration.ofDays(31))).isEqualTo("1d");
    }

    /** QRY5: less than 7 days raw, up to 90 days hours, beyond days and, for years compared, months. */
    @Test
    void the_other_documented_profile_can_be_configured() {
        QueryProperties properties = bind(Map.of(
                "varve.query.auto-intervals[0].below", "7d",
                "varve.query.auto-intervals[0].interval", "raw",
                "varve.query.auto-intervals[1].up-to", "90d",
                "varve.query.auto-intervals[1].interval", "1h",
                "varve.query.auto-intervals[2].up-to", "366d",
                "varve.query.auto-intervals[2].interval", "1d",
                "varve.query.auto-intervals[3].interval", "1mo"));
        assertThat(auto(properties, Duration.ofDays(7).minusNanos(1000))).isEqualTo("raw");
        assertThat(auto(properties, Duration.ofDays(7))).isEqualTo("1h");
        assertThat(auto(properties, Duration.ofDays(90))).isEqualTo("1h");
        assertThat(auto(properties, Duration.ofDays(182))).isEqualTo("1d");
        assertThat(auto(properties, Duration.ofDays(731))).isEqualTo("1mo");
    }

    @Test
    void nonsense_fails_the_start() {
        assertRefused(
                "with neither up-to nor below",
                Map.of("varve.query.auto-intervals[0].up-to", "7d", "varve.query.auto-intervals[0].interval", "1h"));
        assertRefused("is not a width", Map.of("varve.query.auto-intervals[0].interval", "fortnight"));
        assertRefused(
                "exclude each other",
                Map.of(
                        "varve.query.auto-intervals[0].up-to", "7d",
                        "varve.query.auto-intervals[0].below", "7d",
                        "varve.query.auto-intervals[0].interval", "1h"));
        assertRefused("at least 1", Map.of("varve.query.fetch-size", "0"));
        assertRefused("at least 1", Map.of("varve.query.exports", "0"));
    }

    private static void assertRefused(String message, Map<String, String> settings) {
        assertThatThrownBy(() -> bind(settings)).rootCause().hasMessageContaining(message);
    }

    private static String auto(QueryProperties properties, Duration length) {
        return properties.auto(length).label();
    }

    private static QueryProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("varve.query", QueryProperties.class);
    }
}
