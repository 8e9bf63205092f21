package io.varve.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.retention.RetentionPlan.LayerPlan;
import io.varve.retention.RetentionPlan.PolicyPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {

    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final Map<String, int[]> SERIES = Map.of(
            "room.temperature", new int[] {1, 4},
            "room.humidity", new int[] {2},
            "debug.room.noise", new int[] {3});

    private static RetentionPolicy policy(String name, String tier, @Nullable String series, String keep, int order) {
        return RetentionPolicy.configured(name, tier, series, Keep.parse(keep), order);
    }

    private static LayerPlan raw(RetentionPolicy... policies) {
        return RetentionPlan.of(Layers.ALL, List.of(policies), SERIES.keySet(), SERIES::get, false, NOW)
                .get(0);
    }

    private static PolicyPlan of(LayerPlan plan, String name) {
        return plan.policies().stream()
                .filter(each -> each.policy().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void without_policies_nothing_goes() {
        LayerPlan plan = raw();
        assertThat(plan.cutoff()).isNull();
        assertThat(plan.removes()).isFalse();
    }

    @Test
    void ret1_a_policy_concerns_its_own_tier_only() {
        List<LayerPlan> plans = RetentionPlan.of(
                Layers.ALL, List.of(policy("r", "raw", null, "1d", 0)), SERIES.keySet(), SERIES::get, false, NOW);
        assertThat(plans).hasSize(8);
        assertThat(plans.get(0).cutoff()).isEqualTo("2025-05-31T12:00:00Z");
        assertThat(plans.subList(1, 8)).noneMatch(LayerPlan::removes);
    }

    @Test
    void a_policy_for_all_moves_the_layer_s_floor_and_no_other() {
        LayerPlan plan = raw(policy("all", "raw", null, "1d", 0));
        assertThat(of(plan, "all").series()).hasSize(4);
        assertThat(of(plan, "all").floored()).isEmpty();
    }

    @Test
    void series_kept_for_a_shorter_time_get_floors_of_their_own() {
        LayerPlan plan = raw(policy("all", "raw", null, "30d", 0), policy("debug", "raw", "debug\\..*", "1d", 0));
        assertThat(plan.cutoff()).isEqualTo("2025-05-02T12:00:00Z");
        assertThat(of(plan, "debug").cutoff()).isEqualTo("2025-05-31T12:00:00Z");
        assertThat(of(plan, "debug").floored()).containsExactly(3);
        assertThat(of(plan, "all").floored()).isEmpty();
    }

    @Test
    void where_single_series_are_kept_for_longer_all_others_get_floors_of_their_own() {
        LayerPlan plan = raw(policy("all", "raw", null, "1d", 0), policy("debug", "raw", "debug\\..*", "30d", 0));
        assertThat(plan.cutoff()).isEqualTo("2025-05-02T12:00:00Z");
        assertThat(of(plan, "all").floored()).containsExactly(1, 2, 4);
        assertThat(of(plan, "debug").floored()).isEmpty();
    }

    @Test
    void where_something_is_kept_for_ever_the_layer_has_no_floor() {
        LayerPlan plan = raw(policy("all", "raw", null, "1d", 0), policy("debug", "raw", "debug\\..*", "forever", 0));
        assertThat(plan.cutoff()).isNull();
        assertThat(of(plan, "all").floored()).containsExactly(1, 2, 4);
        LayerPlan onlyPattern = raw(policy("debug", "raw", "debug\\..*", "1d", 0));
        assertThat(onlyPattern.cutoff()).isNull();
        assertThat(of(onlyPattern, "debug").floored()).containsExactly(3);
    }

    @Test
    void a_longer_policy_counts_even_while_no_series_matches_it() {
        LayerPlan plan = raw(policy("all", "raw", null, "1d", 0), policy("later", "raw", "later", "30d", 0));
        assertThat(plan.cutoff()).isEqualTo("2025-05-02T12:00:00Z");
        assertThat(of(plan, "all").floored()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void ret1_a_pattern_matches_whole_names_only() {
        LayerPlan plan =
                raw(policy("room", "raw", "room", "1d", 0), policy("anchored", "raw", "^room\\.h.*$", "2d", 0));
        assertThat(of(plan, "room").series()).isEmpty();
        assertThat(of(plan, "anchored").floored()).containsExactly(2);
    }

    @Test
    void of_several_patterns_the_lowest_order_counts_then_the_longest_pattern_then_the_first_name() {
        LayerPlan plan = raw(
                policy("short", "raw", ".*", "4d", 0),
                policy("long", "raw", "room\\..*", "3d", 0),
                policy("first", "raw", ".+m.t.+", "2d", -1));
        assertThat(of(plan, "first").floored()).containsExactly(1, 4);
        assertThat(of(plan, "long").floored()).containsExactly(2);
        assertThat(of(plan, "short").floored()).containsExactly(3);
        LayerPlan equal = raw(
                policy("b", "raw", "room.*", "4d", 0),
                policy("a", "raw", ".*oom.", "3d", 0),
                policy("aa", "raw", "roo.*e", "3d", 0));
        assertThat(of(equal, "aa").floored()).containsExactly(1, 4);
        assertThat(of(equal, "b").floored()).containsExactly(2);
    }

    @Test
    void what_is_to_be_archived_first_stays() {
        LayerPlan plan = raw(RetentionPolicy.configured(
                "archived", "raw", null, Keep.parse("1d"), 0, RetentionPolicy.Action.ARCHIVE));
        assertThat(plan.removes()).isFalse();
    }
}
