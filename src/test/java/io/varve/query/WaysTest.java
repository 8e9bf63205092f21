package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.catalog.SeriesSelector;
import io.varve.rollup.Floors;
import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What answers a query: partials, points, profiles, or both kinds of stored rows. */
class WaysTest {

    private static final Floors KEPT = new Floors(0, Collections.nCopies(8, Long.MIN_VALUE), Map.of());
    private static final List<TierState> TIERS = profiled(Long.MIN_VALUE);

    @Test
    void profiles_are_a_chain_of_their_own_down_to_raw() {
        assertThat(plan("day", "2024-11-05T10:20:00Z", "2025-03-02T06:10:00Z", TIERS, KEPT, "p95"))
                .containsExactly(
                        "2024-11-05T10:20:00Z raw",
                        "2024-11-05T11:00:00Z profile_1h",
                        "2024-11-06T00:00:00Z profile_1d",
                        "2025-03-02T00:00:00Z raw");
    }

    @Test
    void entries_of_tiers_that_have_none_count_too() {
        Ways ways = ways("month", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z", TIERS, KEPT, "p95");
        QueryPlan profiles = ways.first();
        assertThat(profiles.tiersOnPaths())
                .extracting(Tier::name)
                .containsExactly("profile_1mo", "profile_1d", "profile_1h");
        assertThat(profiles.pathIds(profiles.tiersOnPaths().get(0)))
                .containsExactly((short) 1, (short) 2, (short) 3, (short) 4, (short) 6);
        assertThat(profiles.fallingTo(0)).extracting(Tier::name).containsExactly("profile_1h");
    }

    @Test
    void partials_are_read_beside_them_for_what_they_lack() {
        Ways both = ways("day", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z", TIERS, KEPT, "p95", "avg");
        assertThat(both.first().chain()).isEqualTo(Chain.PARTIALS);
        assertThat(both.plans()).hasSize(2);
        assertThat(ways(
                                "day",
                                "2024-01-01T00:00:00Z",
                                "2025-01-01T00:00:00Z",
                                TIERS,
                                KEPT,
                                "p95",
                                "max",
                                "count",
                                "last")
                        .plans())
                .hasSize(1);
    }

    @Test
    void what_is_all_points_anyway_is_read_from_points_and_bounded() {
        Ways ways = ways("5m", "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z", TIERS, KEPT, "p95", "avg");
        assertThat(ways.ofProfiles()).isNull();
        assertThat(ways.plans()).hasSize(1);
        assertThat(ways.first().segments()).extracting(Segment::resolution).containsExactly("raw");
    }

    @Test
    void points_that_were_gone_before_there_were_profiles_are_refused() {
        List<TierState> later = profiled(Fixture.micros("2025-02-01T00:00:00Z"));
        List<Long> floors = new ArrayList<>(Collections.nCopies(8, Long.MIN_VALUE));
        floors.set(0, Fixture.micros("2025-02-01T00:00:00Z"));
        Floors gone = new Floors(1, floors, Map.of());
        assertThatThrownBy(() -> plan("day", "2025-01-01T00:00:00Z", "2025-03-01T00:00:00Z", later, gone, "p95"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("2025-02-01T00:00:00Z");
        assertThat(plan("day", "2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z", later, gone, "p95"))
                .containsExactly("2025-02-01T00:00:00Z profile_1d");
    }

    private static List<String> plan(
            String interval, String from, String to, List<TierState> tiers, Floors floors, String... functions) {
        return ways(interval, from, to, tiers, floors, functions).first().segments().stream()
                .map(segment -> Micros.toInstant(segment.range().from()) + " " + segment.resolution())
                .toList();
    }

    private static Ways ways(
            String interval, String from, String to, List<TierState> tiers, Floors floors, String... functions) {
        Set<AggregateFunction> asked = new LinkedHashSet<>();
        List.of(functions).forEach(function -> asked.add(AggregateFunction.parse(function)));
        LayerSql layers = new LayerSql(JdbcClient.create(new DriverManagerDataSource()));
        TimeseriesQuery query = new TimeseriesQuery(
                SeriesSelector.parse("a", null, null),
                new RawScope(null, false, layers),
                new TimeRange(Fixture.micros(from), Fixture.micros(to)),
                AskedInterval.parse(interval),
                asked,
                new Exactness(false, 1, 1, null, true),
                Fill.NONE,
                Grouping.parse(null),
                false,
                10,
                null,
                null,
                0);
        return Ways.of(query, null, tiers, floors);
    }

    /** Profiles as far as 2 March, watermarks a day further. */
    private static List<TierState> profiled(long begins) {
        List<TierState> profiled = new ArrayList<>();
        for (TierState state : PlannerTest.tiers(Fixture.micros("2025-03-03T00:00:00Z"))) {
            Tier tier = state.tier();
            boolean has = tier.id() > 2;
            short source = switch (tier.name()) {
                case "1h" -> 0;
                case "1d" -> 3;
                case "1w", "1mo" -> 4;
                default -> tier.sourceId();
            };
            long position = tier.width().floor(Fixture.micros("2025-03-02T00:00:00Z"));
            profiled.add(
                    has
                            ? new TierState(
                                    tier,
                                    state.watermark(),
                                    new TierState.Profile(
                                            source,
                                            "profile." + tier.name(),
                                            begins == Long.MIN_VALUE
                                                    ? begins
                                                    : tier.width().ceil(begins),
                                            position))
                            : state);
        }
        return profiled;
    }
}
