package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rules, runbooks and meters belong together. */
class AlertRulesTest {

    private static final Path RULES = Path.of("docs/alerts/varve.yml");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Pattern METER = Pattern.compile("\\b(?:varve|hikaricp)_[a-z_]+\\b");

    @Test
    void every_alert_has_a_runbook_and_every_runbook_an_alert() throws IOException {
        List<String> pages = rules().stream()
                .map(rule -> rule.at("/annotations/runbook").asString())
                .toList();
        assertThat(pages).allMatch(page -> Files.exists(Path.of(page)));
        assertThat(pages)
                .containsAll(
                        Pages.in("docs/runbooks").stream().map(Path::toString).toList());
    }

    @Test
    void every_alert_is_on_the_page_about_monitoring_and_so_are_its_meters() throws IOException {
        String page = Files.readString(Path.of("docs/monitoring.md"));
        assertThat(rules()).allSatisfy(rule -> {
            assertThat(page).contains("`" + rule.path("alert").asString() + "`");
            assertThat(METER.matcher(rule.path("expr").asString()).results())
                    .extracting(match -> match.group())
                    .allMatch(
                            meter -> page.contains("`" + meter) || meter.equals("hikaricp_connections_timeout_total"));
        });
    }

    @ParameterizedTest
    @CsvSource({"check, docs/alerts/varve.yml", "test, docs/alerts/varve.test.yml"})
    void promtool_accepts_the_rules_and_their_tests(String command, String file) throws Exception {
        assumeTrue(Files.isExecutable(PROMTOOL), "no promtool here");
        Process promtool = new ProcessBuilder(PROMTOOL.toString(), command, "rules", file)
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }

    private static List<JsonNode> rules() {
        Object file = new Yaml().load(read());
        return new JsonMapper()
                .<JsonNode>valueToTree(file)
                .at("/groups/0/rules")
                .valueStream()
                .toList();
    }

    private static String read() {
        try {
            return Files.readString(RULES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
