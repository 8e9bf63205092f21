package io.varve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** application.yml is where defaults are looked up: it holds every key there is, and no other. */
class ConfigurationKeysTest {

    private static final ClassPathResource DEFAULTS = new ClassPathResource("application.yml");

    @Test
    void every_key_has_a_description() throws IOException {
        assertThat(described())
                .isNotEmpty()
                .allSatisfy((key, text) -> assertThat(text).as(key).isNotBlank());
    }

    @Test
    void every_key_is_in_application_yml_and_every_key_there_is_known() throws IOException {
        SortedSet<String> expected = new TreeSet<>(described().keySet());
        // Unset by default, so they stand there as comments.
        expected.removeAll(Set.of(
                "varve.catalog.seed",
                "varve.retention.file",
                "varve.retention.archive-directory",
                "varve.operations.webhook"));
        assertThat(DEFAULTS.getContentAsString(StandardCharsets.UTF_8))
                .contains("# seed: ", "# file: ", "# archive-directory: ", "# webhook: ");
        assertThat(defaults()).isEqualTo(expected);
    }

    private static SortedSet<String> defaults() {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(DEFAULTS);
        SortedSet<String> keys = new TreeSet<>();
        Objects.requireNonNull(yaml.getObject()).keySet().stream()
                .map(String::valueOf)
                .filter(key -> key.startsWith("varve."))
                .map(key -> key.replaceFirst("\\[.*", ""))
                .forEach(keys::add);
        return keys;
    }

    private static SortedMap<String, String> described() throws IOException {
        SortedMap<String, String> keys = new TreeMap<>();
        try (InputStream metadata =
                new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
            for (JsonNode property : new JsonMapper().readTree(metadata).get("properties")) {
                keys.put(
                        property.get("name").asString(),
                        property.path("description").asString(""));
            }
        }
        return keys;
    }
}
