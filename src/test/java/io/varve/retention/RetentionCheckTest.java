package io.varve.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetentionCheckTest {

    private final RetentionCheck check = new RetentionCheck(Layers.ALL, Duration.ofHours(6));

    private static RetentionPolicy policy(String name, String tier, @Nullable String series, String keep) {
        return RetentionPolicy.configured(name, tier, series, Keep.parse(keep), 0);
    }

    /** {@code raw=1d 1m=7d} and so on. */
    private static List<RetentionPolicy> policies(String keeps) {
        List<RetentionPolicy> policies = new ArrayList<>();
        for (String keep : keeps.split(" ")) {
            String[] parts = keep.split("=");
            policies.add(policy(parts[0], parts[0], null, parts[1]));
        }
        return policies;
    }

    @ParameterizedTest
    @EnumSource
    void the_shipped_profiles_lose_nothing(RetentionProfile profile) {
        assertThat(check.problem(profile.policies())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "raw=24h 1m=7d 5m=30d 1h=1y 1d=5y | ''",
                "raw=7h | ''",
                "raw=6h59m | ''",
                "raw=7h 1m=7h | ''",
                "raw=1d 1m=1d 5m=30h 1h=30h | ''",
                "raw=1d 1m=1d 5m=30h 1h=29h | ''",
                "raw=1d 1m=1d 5m=30h 1h=forever | ''",
                "raw=1d 1m=1d 5m=30h 1h=7d 1d=7d | buckets of 1w",
                "raw=1d 1m=1d 5m=30h 1h=8d 1d=7d | buckets of 1mo",
                "raw=1d 1m=1d 5m=30h 1h=8d 1d=31d | buckets of 1mo",
                "raw=1d 1m=1d 5m=30h 1h=8d 1d=32d | ''",
                "raw=1d 1m=1d 5m=30h 1h=8d 1d=32d 1mo=1y | buckets of 1y",
                "raw=1d 1m=1d 5m=30h 1h=8d 1d=32d 1mo=12mo | buckets of 1y",
                "raw=1d 1m=1d 5m=30h 1h=8d 1d=32d 1mo=13mo | ''",
                "raw=400d 1m=1d 5m=30h 1h=8d 1d=8d 1mo=60d | ''"
            })
    void a_finer_tier_has_to_hold_a_whole_bucket_until_it_is_built(String keeps, String problem) {
        var found = check.problem(policies(keeps.replace("6h59m", "PT7H1M")));
        if (problem.isEmpty()) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).hasValueSatisfying(text -> assertThat(text).startsWith(problem));
        }
    }

    @Test
    void the_reason_names_the_tier_and_every_policy_that_is_too_short() {
        assertThat(check.problem(policies("raw=1d 1m=1d 5m=30h 1h=29h 1d=7d")))
                .hasValue(
                        "buckets of 1w could be lost: until one is built, a finer tier has to hold all of it, for 7d and"
                                + " varve.retention.catch-up of 6h, but there are '1d' (1d 7d), '1h' (1h 29h), '5m' (5m 30h), '1m' (1m 1d), 'raw' (raw 1d)");
    }

    @ParameterizedTest
    @CsvSource({
        "raw, 6h, 7h, 1h",
        "1m, 6h, 7h, 1h",
        "5m, 24h, 30h, 1d",
        "1h, 6h, 7h, 1h",
        "1w, 7d, 174h, 7d",
        "1mo, 1mo, 750h, 31d",
        "1y, 1y, 8790h, 366d"
    })
    void a_tier_is_kept_for_at_least_what_its_floor_moves_by(String tier, String keep, String minimum, String unit) {
        assertThat(check.problem(List.of(policy("p", tier, null, keep))))
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("policy 'p' (" + tier)
                        .endsWith(
                                "is too short: %s has to be kept for at least %s, which is %s and varve.retention.catch-up of 6h"
                                        .formatted(tier, minimum, unit)));
    }

    @Test
    void a_pattern_counts_as_if_a_series_matched_all_the_short_ones() {
        List<RetentionPolicy> policies = new ArrayList<>(policies("raw=60d 1m=60d 5m=60d 1h=60d 1d=60d"));
        policies.add(policy("a", "raw", "a.*", "1d"));
        policies.add(policy("b", "1m", "b.*", "1d"));
        policies.add(policy("c", "5m", "c.*", "30h"));
        policies.add(policy("d", "1h", "d.*", "1d"));
        assertThat(check.problem(policies)).isEmpty();
        policies.add(policy("e", "1d", "e.*", "2d"));
        assertThat(check.problem(policies))
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("buckets of 1w could be lost")
                        .contains("'a' (raw 1d for a.*)", "'e' (1d 2d for e.*)"));
    }

    @Test
    void two_policies_do_not_contradict_each_other() {
        assertThat(check.problem(List.of(policy("a", "raw", null, "1d"), policy("b", "raw", null, "2d"))))
                .hasValue(
                        "'a' (raw 1d) and 'b' (raw 2d) are both for all series of raw: give one a pattern, or remove it");
        assertThat(check.problem(List.of(policy("a", "raw", null, "1d"), policy("a", "1m", null, "2d"))))
                .hasValue("there are two policies named 'a'");
        assertThat(check.problem(List.of(policy("a", "2h", null, "1d"))))
                .hasValue("'2h' is not a tier; there are raw, 1m, 5m, 1h, 1d, 1w, 1mo, 1y");
    }
}
