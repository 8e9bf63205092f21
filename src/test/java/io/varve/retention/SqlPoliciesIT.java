package io.varve.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.retention.RetentionPlan.LayerPlan;
import io.varve.retention.RetentionPlan.PolicyPlan;
import io.varve.retention.RetentionPolicy.Action;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What policies come to in SQL, held against what they come to in the service: nothing that it keeps may go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlPoliciesIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    private static final List<String> NAMES =
            List.of("debug.a", "debug.b", "room", "room.x1", "Room", "a|b", "room.\n", "ab", "x-y", "ä");
    private static final List<String> CERTAIN = List.of(
            "debug\\..*",
            "^room$",
            "room.*",
            "room\\.x\\d",
            "^a|b$",
            "(a|b)+",
            "[a-z]{1,4}",
            ".*",
            "x-y",
            "deb\\w+\\.(?:a|c)");
    private static final List<String> UNCERTAIN = List.of("(?i)room", "\\Qa|b\\E", "\\pL+", "[^d].*", "\\bdebug.*");
    private static final List<String> KEEPS = List.of("1d", "5d", "2mo", "1y", "forever");

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient jdbc = database.jdbc();
    private final PolicyRepository repository = new PolicyRepository(jdbc, jdbc);

    @AfterEach
    void forget() {
        jdbc.sql("DELETE FROM rollup.configured_policy").update();
        jdbc.sql("DELETE FROM rollup.retention_policy").update();
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void whatever_policies_there_are_sql_removes_what_the_service_would_or_less() {
        Map<String, int[]> series = register();
        Random random = new Random(11);
        int certain = 0;
        for (int round = 0; round < 150; round++) {
            List<RetentionPolicy> policies = policies(random);
            repository.note("one", policies, NOW);
            Map<Integer, Instant> expected = inService(policies, series);
            Map<Integer, Instant> actual = inSql();
            if (policies.stream().noneMatch(policy -> UNCERTAIN.contains(policy.pattern()))) {
                Map<Integer, Instant> told = new HashMap<>(expected);
                told.replace(id(series, "room.\n"), actual.getOrDefault(id(series, "room.\n"), Instant.MIN));
                assertThat(actual).as(policies.toString()).isEqualTo(told);
                certain++;
            }
            expected.forEach((id, cutoff) ->
                    assertThat(actual.get(id)).as(policies.toString()).isBeforeOrEqualTo(cutoff));
        }
        assertThat(certain).isBetween(30, 140);
    }

    @Test
    void a_service_that_is_off_still_has_its_policies_kept_until_another_starts() {
        RunningVarve.start(
                        database, NOW, "varve.retention.policies[0].tier=raw", "varve.retention.policies[0].keep=60d")
                .close();
        String cut = "CALL rollup.enforce_retention('raw', '30 days', '" + NOW + "')";
        assertThatThrownBy(() -> jdbc.sql(cut).update())
                .hasMessageContaining("The policy raw keeps some of it for longer");
        assertThat(jdbc.sql("SELECT rollup.layer_cutoff('raw', '" + NOW + "')")
                        .query(Instant.class)
                        .single())
                .isEqualTo(NOW.minus(Duration.ofDays(60)));
        repository.note("other", List.of(), NOW.plusSeconds(60));
        assertThatThrownBy(() -> jdbc.sql(cut).update())
                .as("it may be alive yet")
                .hasMessageContaining("cannot be cut");
        repository.note("other", List.of(), NOW.plusSeconds(600));
        jdbc.sql(cut).update();
    }

    @Test
    void services_that_disagree_keep_single_series_as_long_as_the_layer() {
        Map<String, int[]> series = register();
        RetentionPolicy all = RetentionPolicy.configured("all", "raw", null, Keep.parse("1y"), 0);
        repository.note(
                "one", List.of(all, RetentionPolicy.configured("d", "raw", "debug.*", Keep.parse("1d"), 0)), NOW);
        assertThat(inSql().get(id(series, "debug.a"))).isEqualTo(NOW.minus(Duration.ofDays(1)));
        repository.note(
                "two", List.of(all, RetentionPolicy.configured("d", "raw", "debug.*", Keep.parse("5d"), 0)), NOW);
        assertThat(inSql().get(id(series, "debug.a"))).isEqualTo("2024-06-10T12:00:00Z");
    }

    @Test
    void a_policy_that_one_of_two_services_has_shortens_no_series() {
        Map<String, int[]> series = register();
        RetentionPolicy all = RetentionPolicy.configured("all", "raw", null, Keep.parse("1y"), 0);
        repository.note(
                "one", List.of(all, RetentionPolicy.configured("d", "raw", "debug.*", Keep.parse("1d"), 0)), NOW);
        repository.note("two", List.of(all), NOW);
        assertThat(inSql().get(id(series, "debug.a"))).isEqualTo("2024-06-10T12:00:00Z");
    }

    /** Of two with one name, or two for all others, the service would refuse to start, or refuse the second. */
    @ParameterizedTest
    @CsvSource({"d, debug.*", "a, "})
    void stored_policies_that_do_not_go_with_configured_ones_shorten_no_series(String name, @Nullable String pattern) {
        Map<String, int[]> series = register();
        repository.note(
                "one",
                List.of(
                        RetentionPolicy.configured("all", "raw", null, Keep.parse("1y"), 0),
                        RetentionPolicy.configured("d", "raw", "debug.*", Keep.parse("1d"), 0)),
                NOW);
        jdbc.sql("INSERT INTO rollup.retention_policy (name, tier, series_pattern, keep, created_at, updated_at)"
                        + " VALUES (?, 'raw', ?, '5 days', now(), now())")
                .params(Arrays.asList(name, pattern))
                .update();
        assertThat(inSql().values()).containsOnly(Instant.parse("2024-06-10T12:00:00Z"));
        assertThat(inSql()).containsKey(id(series, "debug.a"));
    }

    @Test
    void what_a_service_has_no_more_when_it_starts_again_is_forgotten() {
        repository.note("one", List.of(RetentionPolicy.configured("all", "raw", null, Keep.parse("1y"), 0)), NOW);
        repository.note("one", List.of(RetentionPolicy.configured("m", "1m", null, Keep.parse("1y"), 0)), NOW);
        assertThat(jdbc.sql("SELECT name FROM rollup.known_policy")
                        .query(String.class)
                        .list())
                .containsExactly("m");
    }

    @Test
    void what_is_to_be_archived_stays() {
        register();
        repository.note(
                "one",
                List.of(RetentionPolicy.configured("all", "raw", null, Keep.parse("1d"), 0, Action.ARCHIVE)),
                NOW);
        assertThat(inSql().values()).containsOnly(Instant.MIN);
        assertThatThrownBy(() -> jdbc.sql("CALL rollup.enforce_retention('raw', '30 days', '" + NOW + "')")
                        .update())
                .hasMessageContaining("The policy all keeps some of it for longer, or has it archived");
    }

    @Test
    void single_series_that_are_to_be_archived_stay_too() {
        Map<String, int[]> series = register();
        repository.note(
                "one",
                List.of(RetentionPolicy.configured("d", "raw", "debug.*", Keep.parse("1d"), 0, Action.ARCHIVE)),
                NOW);
        assertThat(inSql().get(id(series, "debug.a"))).isEqualTo(Instant.MIN);
    }

    private List<RetentionPolicy> policies(Random random) {
        List<RetentionPolicy> policies = new ArrayList<>();
        for (int i = 0; i < random.nextInt(5); i++) {
            List<String> from = random.nextInt(6) == 0 ? UNCERTAIN : CERTAIN;
            policies.add(policy(random, "p" + i, from.get(random.nextInt(from.size()))));
        }
        if (random.nextInt(4) > 0) {
            policies.add(policy(random, "all", null));
        }
        return policies;
    }

    private static RetentionPolicy policy(Random random, String name, @Nullable String pattern) {
        Keep keep = Keep.parse(KEEPS.get(random.nextInt(random.nextInt(3) == 0 ? KEEPS.size() : KEEPS.size() - 1)));
        Action action = random.nextInt(12) == 0 ? Action.ARCHIVE : Action.DELETE;
        return RetentionPolicy.configured(name, "raw", pattern, keep, random.nextInt(2), action);
    }

    /** By series, what lies before goes. */
    private static Map<Integer, Instant> inService(List<RetentionPolicy> policies, Map<String, int[]> series) {
        LayerPlan plan = RetentionPlan.of(Layers.ALL, policies, series.keySet(), series::get, false, NOW)
                .get(0);
        Map<Integer, Instant> cutoffs = new HashMap<>();
        Instant all = plan.cutoff() == null ? Instant.MIN : plan.cutoff();
        series.values().forEach(ids -> Arrays.stream(ids).forEach(id -> cutoffs.put(id, all)));
        for (PolicyPlan policy : plan.policies()) {
            Arrays.stream(policy.floored()).forEach(id -> cutoffs.put(id, Objects.requireNonNull(policy.cutoff())));
        }
        return cutoffs;
    }

    private Map<Integer, Instant> inSql() {
        Map<Integer, Instant> cutoffs = new HashMap<>();
        jdbc.sql("""
                        SELECT s.series_id, greatest(l.cutoff, (SELECT c.cutoff FROM rollup.series_cutoffs('raw', l.cutoff, ?::timestamptz) AS c
                            WHERE s.series_id = ANY (c.series))) AS cutoff
                        FROM catalog.series AS s CROSS JOIN (SELECT rollup.layer_cutoff('raw', ?::timestamptz) AS cutoff) AS l""").params(NOW.toString(), NOW.toString()).query(row -> {
            OffsetDateTime cutoff = row.getObject(2, OffsetDateTime.class);
            cutoffs.put(row.getInt(1), cutoff == null ? Instant.MIN : cutoff.toInstant());
        });
        return cutoffs;
    }

    private static int id(Map<String, int[]> series, String name) {
        return Objects.requireNonNull(series.get(name))[0];
    }

    private Map<String, int[]> register() {
        Map<String, int[]> series = new HashMap<>();
        for (String name : NAMES) {
            jdbc.sql("SELECT catalog.register_series(ARRAY[?], ARRAY['{}'::jsonb], now())")
                    .param(name)
                    .query(row -> {});
            int id = jdbc.sql(
                            "SELECT series_id FROM catalog.series WHERE fingerprint = catalog.series_fingerprint(?, 'value', '{}', NULL)")
                    .param(name)
                    .query(Integer.class)
                    .single();
            series.put(name, new int[] {id});
        }
        return series;
    }
}
