package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Five real series, sent as a newcomer would send them: every function at every tier equals a naive computation over
 * the file, right after the POST and after the refresh.
 */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealSeriesIT {

    private static final long FROM = NaiveRollup.micros(Instant.parse("2013-01-01T00:00:00Z"));
    private static final long TO = NaiveRollup.micros(Instant.parse("2016-01-01T00:00:00Z"));

    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final int QUESTIONS = Integer.getInteger("varve.property.questions", 8);

    /** The asked interval and the tier that serves it. */
    private static final Map<String, String> TIERS =
            Map.of("min", "1m", "300s", "5m", "hour", "1h", "day", "1d", "week", "1w", "month", "1mo", "year", "1y");

    private final RunningVarve varve;
    private final Answers answers;

    RealSeriesIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2026-11-21T12:00:00Z"));
        answers = new Answers(varve);
    }

    @BeforeAll
    void the_service_has_been_running_for_a_while() {
        refresh();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ambient_temperature",
                "machine_temperature",
                "nyc_taxi",
                "traffic_speed_6005",
                "twitter_volume_aapl"
            })
    void a_real_series_is_answered_exactly_at_every_tier_before_and_after_the_refresh(String name) {
        String csv = read(name);
        NaiveRollup oracle = oracle(name, csv);

        HttpResponse<String> response = varve.post("/api/points?tz=UTC&series=nab." + name, "text/csv", csv);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(RunningVarve.json(response).get("accepted").asInt())
                .isEqualTo(csv.lines().skip(1).filter(line -> !line.isBlank()).count());

        checkEveryTier(name, oracle, false);
        checkOtherClocks(name, oracle, 1);
        refresh();
        checkEveryTier(name, oracle, true);
        checkOtherClocks(name, oracle, 2);
    }

    /** In zones, from origins, in windows, filled: seeded by the name, so that each file is asked other questions. */
    private void checkOtherClocks(String name, NaiveRollup oracle, int round) {
        Random random = new Random(name.hashCode() + round);
        long first = oracle.points().firstKey().micros();
        long last = oracle.points().lastKey().micros();
        for (int i = 0; i < QUESTIONS; i++) {
            long from = first - DAY + random.nextLong(last - first);
            LocalQuestion question = LocalQuestion.of("nab." + name, from - from % SECOND, TO, random);
            question.check(varve, oracle, false);
        }
    }

    private void checkEveryTier(String name, NaiveRollup oracle, boolean refreshed) {
        TIERS.forEach((interval, tier) -> {
            SortedMap<Long, Summary> expected = oracle.rollup(interval, FROM, TO, key -> true);
            JsonNode answer = answers.check("nab." + name, interval, FROM, TO, expected);
            answers.checkDistribution("nab." + name, interval, FROM, TO, true, expected);
            if (refreshed) {
                assertThat(answer.get("metadata").get("segments").toString()).contains('"' + tier + '"');
            }
        });
    }

    private void refresh() {
        varve.clock().tick(Duration.ofSeconds(10));
        varve.bean(RefreshCycle.class).run(varve.clock().instant());
    }

    private static NaiveRollup oracle(String name, String csv) {
        NaiveRollup oracle = new NaiveRollup();
        List<String> lines = csv.lines().skip(1).filter(line -> !line.isBlank()).toList();
        for (String line : lines) {
            String[] cells = line.split(",");
            Instant time = Instant.parse(cells[0].replace(' ', 'T') + "Z");
            oracle.put("nab." + name + "|", NaiveRollup.micros(time), 0, Double.parseDouble(cells[1]));
        }
        return oracle;
    }

    private static String read(String name) {
        try {
            return Files.readString(Path.of("src/test/resources/nab", name + ".csv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
