package io.varve.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.varve.retention.RetentionPolicy.Action;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

class RetentionBlockTest {

    static final String LEARNING_PROJECT = """
            retention_policy:
              raw_data:
                resolution: 10s
                retain_for: 24h
                action: downsample_to_1min

              minute_data:
                resolution: 1min
                retain_for: 7d
                action: downsample_to_5min

              hourly_data:
                resolution: 1h
                retain_for: 1y
                action: archive_to_s3

              daily_data:
                resolution: 1d
                retain_for: 5y
                action: delete
            """;

    private static List<RetentionPolicy> policies(String yaml) {
        YamlPropertiesFactoryBean bean = new YamlPropertiesFactoryBean();
        bean.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
        Map<String, String> properties = new TreeMap<>();
        Objects.requireNonNull(bean.getObject())
                .forEach((name, value) -> properties.put(name.toString(), value.toString()));
        return RetentionBlock.policies(properties);
    }

    private static String entry(String members) {
        return "retention_policy: {mine: {%s}}".formatted(members);
    }

    @Test
    void doc17_the_learning_project_s_block_is_read_as_it_is() {
        assertThat(policies(LEARNING_PROJECT))
                .extracting(
                        RetentionPolicy::name,
                        RetentionPolicy::tier,
                        policy -> policy.keep().toString(),
                        RetentionPolicy::action)
                .containsExactly(
                        tuple("daily_data", "1d", "5y", Action.DELETE),
                        tuple("hourly_data", "1h", "1y", Action.ARCHIVE),
                        tuple("minute_data", "1m", "7d", Action.DELETE),
                        tuple("raw_data", "raw", "1d", Action.DELETE));
    }

    @ParameterizedTest
    @CsvSource({
        "1s, raw",
        "59s, raw",
        "raw, raw",
        "1min, 1m",
        "5min, 5m",
        "5m, 5m",
        "1h, 1h",
        "1d, 1d",
        "1w, 1w",
        "1mo, 1mo",
        "1y, 1y"
    })
    void a_resolution_is_a_tier(String resolution, String tier) {
        assertThat(policies(entry("resolution: " + resolution + ", retain_for: 1y")))
                .singleElement()
                .extracting(RetentionPolicy::tier)
                .isEqualTo(tier);
    }

    @Test
    void an_entry_may_have_a_pattern() {
        assertThat(policies(entry("resolution: 10s, retain_for: 2d, series: 'debug\\..*'")))
                .singleElement()
                .extracting(RetentionPolicy::pattern)
                .isEqualTo("debug\\..*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resolution: 1h | retention_policy.mine: retain_for is missing",
                "retain_for: 1d | retention_policy.mine: resolution is missing",
                "resolution: hourly, retain_for: 1d | retention_policy.mine: 'hourly' is not a resolution",
                "resolution: 1h, retain_for: long | retention_policy.mine: 'long' is not how long",
                "resolution: 1h, retain_for: 1d, action: burn | retention_policy.mine: 'burn' is not an action",
                "resolution: 1h, retain_for: 1d, action: downsample_to_1h | retention_policy.mine: 'downsample_to_1h' is the resolution",
                "resolution: 1h, keep: 1d | retention_policy.mine.keep is unknown",
                "resolution: 1h, retain_for: 1d, series: '(' | retention_policy.mine: 'series' is no regular expression"
            })
    void what_is_wrong_is_named(String members, String problem) {
        assertThatThrownBy(() -> policies(entry(members)))
                .isInstanceOf(RefusedRetentionException.class)
                .hasMessageStartingWith(problem);
        assertThatThrownBy(() -> policies("retention_policy: {mine: 1d}"))
                .hasMessageStartingWith("retention_policy.mine is unknown");
    }
}
