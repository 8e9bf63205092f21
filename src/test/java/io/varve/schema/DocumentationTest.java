package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What can be checked of the pages without a service. */
class DocumentationTest {

    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `(varve\\.[a-z.-]+)` \\| (?:`([^`]*)`)? *\\|");
    private static final Pattern SOURCE =
            Pattern.compile("`(?:[a-z]+/|\\d+_[a-z]+/)?(R__\\w+|[A-Z]\\w*[a-z](?:IT|Test|[A-Z]\\w+))`");
    private static final Pattern SLUG =
            Pattern.compile("(?:badRequest\\(|unavailable\\(|HttpStatus\\.\\w+,)\\s*\"([a-z-]+)\"");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern MACHINE = Pattern.compile("(?:^|[\\s(`'\"])/(?:work|tmp|home|root|Users)\\b");

    @Test
    void every_link_within_the_repository_leads_somewhere() throws IOException {
        for (Path page : Pages.all()) {
            for (String link : Pages.relativeLinks(page)) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0]).normalize();
                assertThat(target).as("%s links to %s", page, link).exists();
                if (parts.length == 2) {
                    assertThat(Pages.prose(target).lines().filter(line -> line.startsWith("#")))
                            .as("%s links to %s", page, link)
                            .anyMatch(heading -> anchor(heading).equals(parts[1]));
                }
            }
        }
    }

    @Test
    void every_file_of_the_source_a_page_names_exists() throws IOException {
        Set<String> files = new TreeSet<>();
        for (String root : List.of("src", "db")) {
            try (Stream<Path> found = Files.walk(Path.of(root))) {
                found.map(file -> file.getFileName().toString().replaceFirst("\\.(java|sql)$", ""))
                        .forEach(files::add);
            }
        }
        ALERT.matcher(Files.readString(Path.of("docs/alerts/varve.yml")))
                .results()
                .map(match -> match.group(1))
                .forEach(files::add);
        for (Path page : Pages.all()) {
            assertThat(SOURCE.matcher(Pages.prose(page)).results().map(match -> match.group(1)))
                    .as(page.toString())
                    .isSubsetOf(files);
        }
    }

    @Test
    void every_test_a_page_names_exists() throws IOException {
        Map<String, String> tests = new TreeMap<>();
        try (Stream<Path> found = Files.walk(Path.of("src/test/java"))) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        for (Path page : Pages.all()) {
            NAMED_TEST
                    .matcher(Files.readString(page))
                    .results()
                    .forEach(named -> assertThat(tests.getOrDefault(named.group(1), ""))
                            .as("%s in %s", named.group(), page)
                            .contains("void " + named.group(2) + "("));
        }
    }

    @Test
    void every_known_failure_that_can_be_tested_yet_names_a_test() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("docs/known-failures.md"));
        List<String> labels =
                new ArrayList<>(List.of("D8", "D11", "D12", "D13", "D14", "D15", "D21", "D23", "C19", "C20"));
        IntStream.rangeClosed(1, 9).forEach(number -> labels.add("A" + number));
        IntStream.rangeClosed(10, 18).forEach(number -> labels.add("B" + number));
        assertThat(labels)
                .allSatisfy(label -> assertThat(lines)
                        .filteredOn(line -> line.startsWith("| " + label + " |"))
                        .singleElement()
                        .asString()
                        .containsPattern(NAMED_TEST));
    }

    @Test
    void the_page_of_errors_has_every_kind_of_problem() throws IOException {
        String errors = Files.readString(Path.of("docs/errors.md"));
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(SLUG.matcher(Files.readString(file)).results().map(match -> match.group(1)))
                        .as(file.toString())
                        .allMatch(slug -> errors.contains("`" + slug + "`"));
            }
        }
    }

    @Test
    void the_readme_stays_short() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThan(150);
    }

    @Test
    void every_decision_has_its_four_parts_and_fits_a_page() throws IOException {
        assertThat(Pages.in("docs/adr")).hasSizeGreaterThanOrEqualTo(10);
        for (Path page : Pages.in("docs/adr")) {
            assertThat(Pages.headings(page))
                    .as(page.toString())
                    .containsExactly("Context", "Decision", "Consequences", "Alternatives");
            assertThat(Files.readString(page)).as(page.toString()).contains("\nStatus: ");
            assertThat(Files.readAllLines(page)).as(page.toString()).hasSizeLessThan(70);
        }
    }

    @Test
    void every_runbook_has_its_four_parts_and_is_in_the_index() throws IOException {
        String index = Files.readString(Path.of("docs/runbooks/README.md"));
        for (Path page : Pages.in("docs/runbooks")) {
            assertThat(Pages.headings(page))
                    .as(page.toString())
                    .containsExactly("Meaning", "Impact", "Diagnosis", "Mitigation");
            assertThat(index).contains("(" + page.getFileName() + ")");
        }
    }

    @Test
    void no_page_knows_the_machine_it_was_written_on() throws IOException {
        for (Path page : Pages.all()) {
            assertThat(Files.readAllLines(page))
                    .as(page.toString())
                    .noneMatch(line -> MACHINE.matcher(line).find());
        }
    }

    @Test
    void the_configuration_page_has_every_key_with_its_default() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (MatchResult key : KEY.matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .toList()) {
            documented.put(key.group(1), key.group(2) == null ? "" : key.group(2));
        }
        assertThat(documented).isEqualTo(defaults());
    }

    /** From application.yml, else from the configuration classes. */
    private static Map<String, String> defaults() throws IOException {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yml"));
        Properties configured = Objects.requireNonNull(yaml.getObject());
        JsonNode metadata = new JsonMapper().readTree(Files.readString(METADATA));
        Map<String, String> defaults = new TreeMap<>();
        for (JsonNode property : metadata.path("properties")) {
            String name = property.path("name").asString();
            defaults.put(
                    name,
                    configured.getProperty(name, property.path("defaultValue").asString("")));
        }
        return defaults;
    }

    /** As code hosts make it from a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
