package io.varve.retention;

import static io.varve.retention.Retained.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is there of which age after a run. */
class KeptByAgeIT {

    private static final List<String> LAYERS = List.of("raw", "1m", "5m", "1h", "1d", "1w", "1mo", "1y");

    private static List<String> keptAt(Retained service, Instant time) {
        List<String> kept = new ArrayList<>();
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            Instant floor = service.floor(layer);
            if (floor == null || !time.isBefore(floor)) {
                kept.add(LAYERS.get(layer));
            }
        }
        return kept;
    }

    @Test
    void ret2_tie10_only_the_tiers_an_age_needs_are_kept() {
        try (Retained service = Retained.start(
                "varve.retention.policies[0].tier=raw", "varve.retention.policies[0].keep=24h",
                "varve.retention.policies[1].tier=1m", "varve.retention.policies[1].keep=7d",
                "varve.retention.policies[2].tier=5m", "varve.retention.policies[2].keep=30d",
                "varve.retention.policies[3].tier=1h", "varve.retention.policies[3].keep=1y",
                "varve.retention.policies[4].tier=1d", "varve.retention.policies[4].keep=5y")) {
            Map<Integer, List<String>> expected = new LinkedHashMap<>();
            expected.put(0, LAYERS);
            expected.put(3, LAYERS.subList(1, 8));
            expected.put(20, LAYERS.subList(2, 8));
            expected.put(100, LAYERS.subList(3, 8));
            expected.put(800, LAYERS.subList(4, 8));
            expected.put(2_400, LAYERS.subList(5, 8));
            expected.keySet().forEach(days -> service.postAt("room.temperature", at(days)));
            service.refresh().run();

            expected.forEach((days, tiers) ->
                    assertThat(keptAt(service, at(days))).as(days + " days old").isEqualTo(tiers));
            assertThat(service.count("raw.chunk WHERE hour < '2025-06-01'")).isZero();
            assertThat(service.count("bronze.rollup_1m WHERE bucket < '2025-06-01'"))
                    .isZero();
            assertThat(service.count("silver.rollup_5m WHERE bucket < '2025-05-01'"))
                    .isZero();
            assertThat(service.count("gold.rollup_1h WHERE bucket < '2024-01-01'"))
                    .isZero();
            assertThat(service.count("platinum.rollup_1d WHERE bucket < '2020-01-01'"))
                    .isZero();
            assertThat(service.count("platinum.rollup_1w")).isEqualTo(5);
        }
    }

    @Test
    void tie9_raw_and_days_are_enough() {
        try (Retained service = Retained.start()) {
            service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
            service.refresh();
            service.keep("m", "1m", "7h");
            service.keep("f", "5m", "30h");
            service.keep("h", "1h", "7h");
            service.run();
            assertThat(keptAt(service, at(10))).containsExactly("raw", "1d", "1w", "1mo", "1y");
            assertThat(days(service, "2025-05-01")).hasValue(4L);

            service.postAt("room.temperature", Instant.parse("2025-05-01T01:02:03Z"));
            service.refresh();

            assertThat(service.count("rollup.invalidation")).isZero();
            assertThat(days(service, "2025-05-01")).hasValue(5L);
            assertThat(days(service, "2025-05-02")).hasValue(4L);
        }
    }

    private static Instant at(int daysAgo) {
        return NOW.minus(Duration.ofDays(daysAgo)).minus(Duration.ofHours(3));
    }

    private static Optional<Long> days(Retained service, String day) {
        return service.database
                .jdbc()
                .sql("SELECT rollup_count FROM platinum.series_1d WHERE bucket = ?::timestamptz")
                .param(day + "T00:00:00Z")
                .query(Long.class)
                .optional();
    }
}
