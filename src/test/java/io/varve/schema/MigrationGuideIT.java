package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

/** DOC11: all phases of docs/migrating.md, in its order, on a service whose jobs run. */
@ExtendWith(DatabaseExtension.class)
class MigrationGuideIT {

    private static final Path PAGE = Path.of("docs/migrating.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(pgsql|console)\\n(.*?)^```$");

    @Test
    void every_command_of_every_phase_does_what_it_says(TestDatabase database) throws IOException {
        try (RunningVarve varve = RunningVarve.start(
                database,
                now(database.jdbc()),
                "varve.jobs.enabled=true",
                "varve.imports.interval=200ms",
                "varve.refresh.interval=200ms",
                "varve.rollups.interval=200ms")) {
            List<MatchResult> blocks =
                    BLOCK.matcher(Files.readString(PAGE)).results().toList();
            assertThat(blocks).hasSizeGreaterThan(10);
            for (MatchResult block : blocks) {
                if (block.group(1).equals("pgsql")) {
                    run(database.jdbc(), block.group(2));
                } else {
                    Curl.of(block.group(2)).forEach(command -> send(varve, command));
                }
            }
            await("answers from the rollup")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(varve.get(
                                            "/api/timeseries?series=plant.reading&interval=day&start_time=2025-01-01&end_time=2025-01-10")
                                    .body())
                            .contains("\"resolution\":\"all_pumps\""));
        }
        assertThat(database.jdbc()
                        .sql("SELECT count FROM plant.daily WHERE device = 'pump-2' AND day = '2025-01-10Z'")
                        .query(Long.class)
                        .single())
                .isEqualTo(144);
    }

    /** What people ask in psql is as of the server's clock, so that is the service's, too. */
    private static Instant now(JdbcClient jdbc) {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** What should be no row is none, once the jobs are through. */
    private static void run(JdbcClient jdbc, String block) {
        if (block.startsWith("-- no row")) {
            await(block)
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(jdbc.sql(block.strip().replaceFirst(";$", ""))
                                    .query()
                                    .listOfRows())
                            .isEmpty());
            return;
        }
        for (String statement : block.strip().split(";\\s*(\\n|$)")) {
            jdbc.sql(statement).update();
        }
    }

    /** Questions are asked again until they are answered as shown, other commands sent once. */
    private static void send(RunningVarve varve, Curl command) {
        String what = String.join(" ", command.words());
        if (what.contains(" -X ")) {
            HttpResponse<String> answer = command.sendTo(varve);
            assertThat(answer.statusCode()).as("%s: %s", what, answer.body()).isBetween(200, 299);
            if (!command.answer().isEmpty()) {
                assertThat(answer.body().strip()).as(what).isEqualTo(command.answer());
            }
            return;
        }
        await(what)
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(command.sendTo(varve).body().strip()).isEqualTo(command.answer()));
    }
}
