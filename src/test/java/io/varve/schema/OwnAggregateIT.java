package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** ROL29: an aggregate that a user registers, as docs/sql-access.md shows, says the same from points and from every tier. */
@ExtendWith(DatabaseExtension.class)
class OwnAggregateIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");

    @Test
    void rol29_an_aggregate_of_ones_own_says_the_same_from_points_and_from_every_tier(TestDatabase database)
            throws IOException {
        for (String statement :
                Pages.code(Path.of("docs/sql-access.md"), "pgsql").get(0).split(";\\s*\\n")) {
            database.jdbc().sql(statement).update();
        }
        Random random = new Random(3);
        List<Double> values = IntStream.range(0, 500)
                .mapToObj(i -> random.nextGaussian() * 10)
                .toList();
        String body = IntStream.range(0, 500)
                .mapToObj(i -> Instant.parse("2025-06-02T00:00:00Z").plusSeconds(i * 977L) + "," + values.get(i))
                .collect(Collectors.joining("\n", "time,value\n", "\n"));
        try (RunningVarve varve = RunningVarve.start(database, NOW)) {
            assertThat(varve.post("/api/points?series=m", "text/csv", body).statusCode())
                    .isEqualTo(200);
            varve.bean(RefreshCycle.class).run(NOW);
        }
        double expected = Math.sqrt(
                values.stream().mapToDouble(value -> value * value).average().orElseThrow());
        assertThat(one(database, "SELECT public.rms(1, value, NULL) FROM raw.series_point"))
                .isCloseTo(expected, within(1e-9));
        for (String view : List.of(
                "bronze.series_1m", "silver.series_5m", "gold.series_1h", "platinum.series_1d", "platinum.series_1w")) {
            assertThat(one(
                            database,
                            "SELECT public.rms(rollup_count, avg, variance) FROM " + view
                                    + " WHERE bucket < '2025-06-09Z'"))
                    .as(view)
                    .isCloseTo(expected, within(1e-9));
        }
        assertThat(one(database, "SELECT count(*) FROM platinum.series_1d")).isEqualTo(6);
    }

    private static double one(TestDatabase database, String sql) {
        return database.jdbc().sql(sql).query(Double.class).single();
    }
}
