package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.operations.Looks;
import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** What the pages tell a reader to type does what they say. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DocumentationIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant NOW = Instant.parse("2025-02-03T12:00:00Z");
    private static final Pattern METER = Pattern.compile("`((?:varve_(?!(?:admin|app|reader)\\b)|hikaricp_)[a-z_]+)");
    private static final Pattern EXPOSED = Pattern.compile("(?m)^# TYPE (varve_\\w+?)(?:_max)? ");
    private static final Set<String> ONLY_AFTER_A_FAILURE =
            Set.of("varve_refresh_failures_total", "varve_retention_failures_total");
    /** EmbeddedServiceIT looks at these. */
    private static final Set<String> ONLY_EMBEDDED =
            Set.of("varve_embedded_disk_free_bytes", "varve_embedded_disk_total_bytes");

    private final TestDatabase database;
    private RunningVarve varve;

    DocumentationIT(TestDatabase database) {
        this.database = database;
    }

    /** A service that has been running for a while: its watermarks are at the present. */
    @BeforeAll
    void start() {
        varve = RunningVarve.start(database, NOW);
        refresh();
        varve.post("/api/retention-policies/run", "application/json", "");
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    @Order(1)
    void the_commands_of_the_readme_answer_what_it_says() throws IOException {
        List<Curl> commands = Pages.code(Path.of("README.md"), "console").stream()
                .flatMap(block -> Curl.of(block).stream())
                .toList();

        assertThat(commands).hasSize(6);
        for (Curl command : commands) {
            HttpResponse<String> answer = command.sendTo(varve);
            assertThat(JSON.readTree(answer.body()))
                    .as(String.join(" ", command.words()))
                    .isEqualTo(JSON.readTree(command.answer()));
            refresh();
        }
    }

    /** CSV as it is; of JSON the results, where the page shows no more. */
    @Test
    @Order(2)
    void the_commands_of_the_example_answer_what_it_says() throws IOException {
        for (String block : Pages.code(Path.of("docs/examples.md"), "console")) {
            for (Curl command : Curl.of(block)) {
                String answer = command.sendTo(varve).body();
                String what = String.join(" ", command.words());
                if (command.answer().startsWith("[")) {
                    assertThat(JSON.readTree(answer).get("results"))
                            .as("%s: %s", what, answer)
                            .isEqualTo(JSON.readTree(command.answer()));
                } else {
                    assertThat(answer.strip()).as(what).isEqualTo(command.answer());
                }
                refresh();
            }
        }
    }

    @Test
    @Order(2)
    void every_query_in_the_pages_can_be_pasted() throws IOException {
        for (Path page : Pages.all()) {
            for (String block : Pages.code(page, "sql")) {
                for (String statement : block.strip().split(";\\s*\\n")) {
                    if (statement.startsWith("SELECT")) {
                        assertThat(database.jdbc()
                                        .sql(statement.replaceFirst(";$", ""))
                                        .query()
                                        .listOfRows())
                                .as("%s: %s", page, statement)
                                .isNotNull();
                    }
                }
            }
        }
    }

    @Test
    @Order(3)
    void every_meter_in_the_pages_is_exposed() throws IOException {
        varve.post("/api/operations/reconcile", "application/json", "{\"from\":\"1900-01-01\",\"to\":\"now\"}");
        Looks.once(varve);
        String exposed = varve.get("/actuator/prometheus").body();
        Set<String> named = new TreeSet<>();
        for (Path page : Pages.all()) {
            METER.matcher(Pages.prose(page))
                    .results()
                    .map(match -> match.group(1))
                    .forEach(named::add);
        }

        assertThat(named).isNotEmpty();
        named.removeAll(ONLY_AFTER_A_FAILURE);
        named.removeAll(ONLY_EMBEDDED);
        assertThat(named)
                .allMatch(meter ->
                        Stream.of(meter + "{", meter + " ", meter + "_count").anyMatch(exposed::contains));
    }

    @Test
    @Order(4)
    void every_meter_of_ours_is_in_the_monitoring_page() throws IOException {
        String page = Files.readString(Path.of("docs/monitoring.md"));
        assertThat(EXPOSED.matcher(varve.get("/actuator/prometheus").body())
                        .results()
                        .map(match -> match.group(1)))
                .hasSizeGreaterThan(5)
                .allMatch(meter -> page.contains("`" + meter + "`"));
    }

    private void refresh() {
        varve.bean(RefreshCycle.class).run(NOW);
    }
}
