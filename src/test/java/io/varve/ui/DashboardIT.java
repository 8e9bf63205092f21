package io.varve.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The page for whoever is on call, with something in each of its tables. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardIT {

    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final Path NODE = Path.of("/usr/bin/node");
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    private final TestDatabase database;
    private final RunningVarve varve;

    DashboardIT(TestDatabase database) {
        this.database = database;
        varve = RunningVarve.start(database, NOW);
    }

    @BeforeAll
    void trouble() {
        for (String row : List.of(
                "ops.run (job, tier, instance, started_at, ended_at, attempt, outcome, rows_out)"
                        + " VALUES ('refresh', '1h', 'a', '2025-05-31 23:00Z', '2025-05-31 23:01:30Z', 1, 'succeeded', 1234567)",
                "ops.error (job, tier, instance, occurred_at, sqlstate, message)"
                        + " VALUES ('refresh', '1h', 'a', '2025-05-31 23:30Z', '53100', '<b>disk</b> full')",
                "ops.slow_query (ended_at, instance, path, parameters, status, seconds, database_seconds, statements, tiers, left_out)"
                        + " VALUES ('2025-05-31 23:45Z', 'a', '/api/timeseries', 'series=x', 200, 75, 1.5, 1, '{1h,raw}', 0)")) {
            database.jdbc().sql("INSERT INTO " + row).update();
        }
        database.jdbc()
                .sql("UPDATE ops.job SET attempts = 10 WHERE job = 'refresh' AND tier = '1h'")
                .update();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void the_page_and_everything_it_loads_comes_from_here() {
        HttpResponse<String> page = varve.get("/dashboard/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo(varve.get("/dashboard").body()).doesNotContain("{base}");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe", "http", "*"));
        List<String> links = LINK.matcher(page.body())
                .results()
                .map(MatchResult::group)
                .map(link -> link.substring(link.indexOf('"') + 1, link.length() - 1))
                .toList();
        assertThat(links)
                .containsExactly("/dashboard/page.css", "/dashboard/page.js")
                .allSatisfy(link ->
                        assertThat(varve.get(link).statusCode()).as(link).isEqualTo(200));
        assertThat(varve.get("/dashboard/page.js").body()).doesNotContain("innerHTML", "://");
    }

    @Test
    void every_column_is_a_member_of_what_is_asked() {
        JsonNode tables = RunningVarve.json(varve.get("/dashboard/tables.json"));
        assertThat(tables.valueStream().map(table -> table.path("title").asString()))
                .containsExactly("Jobs", "Storage", "Errors", "Refreshes", "Slow queries");
        for (JsonNode table : tables) {
            JsonNode rows = RunningVarve.json(varve.get(table.path("url").asString()))
                    .path(table.path("rows").asString("results"));
            assertThat(rows.size()).isPositive();
            for (JsonNode column : table.path("columns")) {
                assertThat(rows.get(0).propertyNames()).contains(column.get(0).asString());
            }
        }
    }

    @Test
    void it_shows_health_sizes_errors_runs_and_slow_queries() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(NODE), "no Node.js here");
        Process browser = new ProcessBuilder(
                        NODE.toString(),
                        "src/test/resources/dashboard/browser.js",
                        varve.uri("").toString())
                .redirectErrorStream(true)
                .start();
        String shown = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(browser.waitFor()).as(shown).isZero();
        assertThat(shown.lines())
                .anySatisfy(line -> assertThat(line).matches("ALERT: 1 of \\d+ jobs, as of 2025-06-01 00:00:00"))
                .anySatisfy(line -> assertThat(line).startsWith("ALERT|refresh|1h|failed|failed 10 times in a row|"))
                .anySatisfy(line -> assertThat(line).matches("raw\\|[\\d.]+ KiB\\|100.0 %\\|.*"))
                .contains(
                        "2025-05-31 23:30:00|refresh|1h|53100|<b>disk</b> full||a",
                        "2025-05-31 23:00:00|1h|succeeded|1.5 min|1|0|1,234,567|",
                        "2025-05-31 23:45:00|1.3 min|1.5 s|200|1h, raw|/api/timeseries|series=x");
    }
}
