package io.varve.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import io.varve.support.Seeds;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Minutes, hours, days and months of one series: each question is answered from the rows of one tier, also when all that is finer is gone. */
class FourTiersIT {

    private static final Instant FROM = Instant.parse("2025-02-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2025-04-01T00:00:00Z");
    private static final List<String> FUNCTIONS =
            List.of("count", "sum", "min", "max", "avg", "first", "last", "stddev");

    private static final Map<String, String> INTERVALS = Map.of("1m", "min", "1h", "hour", "1d", "day", "1mo", "month");

    private final NaiveRollup oracle = new NaiveRollup();

    static LongStream seeds() {
        return Seeds.first(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void tie4_minutes_hours_days_and_months_tell_the_same_points_each_from_its_own_rows(long seed) {
        try (Retained service = Retained.start()) {
            post(service, new Random(seed));
            service.refresh();
            answers(service, "1m", "1h", "1d", "1mo");
            remove(service, "raw", "10d", 0, "raw.chunk WHERE hour");
            answers(service, "1m", "1h", "1d", "1mo");
            remove(service, "1m", "10d", 1, "bronze.frame_1m WHERE frame");
            answers(service, "1h", "1d", "1mo");
            remove(service, "5m", "10d", 2, "silver.frame_5m WHERE frame");
            remove(service, "1h", "10d", 3, "gold.rollup_1h WHERE bucket");
            answers(service, "1d", "1mo");
            remove(service, "1d", "40d", 4, "platinum.rollup_1d WHERE bucket");
            answers(service, "1mo");
        }
    }

    /** Some by themselves, some a few in a minute. */
    private void post(Retained service, Random random) {
        StringBuilder csv = new StringBuilder("time,value\n");
        for (int i = 0; i < 400; i++) {
            Instant first = FROM.plusMillis((long) (random.nextDouble() * (TO.toEpochMilli() - FROM.toEpochMilli())));
            for (int more = random.nextInt(4); more >= 0; more--) {
                Instant time = first.plusMillis(random.nextInt(90_000));
                double value = random.nextInt(4_000) / 8.0 - 100;
                oracle.put("room", NaiveRollup.micros(time), 0, value);
                csv.append(time).append(',').append(value).append('\n');
            }
        }
        HttpResponse<String> stored = service.varve.post("/api/points?series=room", "text/csv", csv.toString());
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
    }

    /** Rows that wait for the rest of their partition to expire are not read any more, and here they go too. */
    private static void remove(Retained service, String tier, String keep, int layer, String rows) {
        assertThat(service.count(rows + " < '2025-04-01Z'")).as(tier).isPositive();
        service.keep(tier, tier, keep);
        service.run();
        assertThat(service.floor(layer)).as(tier).isAfterOrEqualTo(TO);
        service.database.jdbc().sql("DELETE FROM " + rows + " < '2025-04-01Z'").update();
    }

    private void answers(Retained service, String... tiers) {
        for (String tier : tiers) {
            String interval = Objects.requireNonNull(INTERVALS.get(tier));
            String asked = "?series=room&limit=10000&interval=" + interval + "&agg_func=" + String.join(",", FUNCTIONS)
                    + "&start_time=" + FROM + "&end_time=" + TO;
            String only = "[{\"from\":\"%s\",\"to\":\"%s\",\"resolution\":\"%s\"}]".formatted(FROM, TO, tier);
            assertThat(json(service, "/api/timeseries/explain" + asked)
                            .get("segments")
                            .toString())
                    .isEqualTo(only);
            JsonNode answer = json(service, "/api/timeseries" + asked);
            assertThat(answer.get("metadata").get("segments").toString()).isEqualTo(only);
            assertThat(answer.get("metadata").get("exact").asBoolean()).as(tier).isTrue();
            same(answer.get("results"), interval);
        }
    }

    private void same(JsonNode results, String interval) {
        SortedMap<Long, Summary> expected =
                oracle.rollup(interval, NaiveRollup.micros(FROM), NaiveRollup.micros(TO), key -> true);
        assertThat(results.size()).as(interval).isEqualTo(expected.size()).isPositive();
        for (JsonNode row : results) {
            long bucket = NaiveRollup.micros(Instant.parse(row.get("bucket").asString()));
            Summary summary = Objects.requireNonNull(expected.get(bucket));
            for (String function : FUNCTIONS) {
                JsonNode value = row.get("values").get(function);
                double naive = summary.of(function);
                assertThat(value.isNull() ? Double.NaN : value.asDouble())
                        .as("%s of %s", function, row)
                        .isCloseTo(naive, within(Double.isNaN(naive) ? 0 : 1e-9 * (1 + Math.abs(naive))));
            }
        }
    }

    private static JsonNode json(Retained service, String path) {
        HttpResponse<String> response = service.varve.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningVarve.json(response);
    }
}
