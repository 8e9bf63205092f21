package io.varve.retention;

import static io.varve.retention.Retained.NOW;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.NestedExceptionUtils;
import tools.jackson.databind.JsonNode;

/** Which configurations start, with which policies, and which do not. */
@ExtendWith(DatabaseExtension.class)
class RetentionStartIT {

    private final TestDatabase database;

    RetentionStartIT(TestDatabase database) {
        this.database = database;
    }

    @AfterEach
    void removeAll() {
        database.jdbc().sql("DELETE FROM rollup.retention_policy").update();
    }

    private List<String> policies(String... properties) {
        try (RunningVarve varve = RunningVarve.start(database, NOW, properties)) {
            return RunningVarve.json(varve.get("/api/retention-policies"))
                    .get("results")
                    .valueStream()
                    .map(RetentionStartIT::text)
                    .toList();
        }
    }

    private static String text(JsonNode policy) {
        return Stream.of("name", "tier", "keep", "action")
                .map(member -> policy.get(member).asString())
                .reduce((one, other) -> one + " " + other)
                .orElseThrow();
    }

    @Test
    void by_default_there_are_no_policies() {
        assertThat(policies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "none | ",
                "standard | standard-1d 1d 5y delete, standard-1h 1h 1y delete, standard-1m 1m 37d delete,"
                        + " standard-5m 5m 90d delete, standard-raw raw 30d delete",
                "ARCHIVE | archive-1d 1d 10y delete, archive-1h 1h 1y delete, archive-1m 1m 30d delete,"
                        + " archive-5m 5m 90d delete, archive-raw raw 90d delete"
            })
    void ret3_the_profiles_start(String profile, String expected) {
        assertThat(policies("varve.retention.profile=" + profile))
                .containsExactly(expected == null ? new String[0] : expected.split(", "));
    }

    @Test
    void ret2_doc17_the_learning_project_s_block_starts_in_application_yml_and_in_a_file(@TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve("kept.yml"), RetentionBlockTest.LEARNING_PROJECT);
        List<String> expected = List.of(
                "daily_data 1d 5y delete",
                "hourly_data 1h 1y archive",
                "minute_data 1m 7d delete",
                "raw_data raw 1d delete");
        assertThat(policies("spring.config.additional-location=file:" + file)).isEqualTo(expected);
        assertThat(policies("varve.retention.file=" + file)).isEqualTo(expected);
        assertThat(policies("varve.retention.file=" + file, "varve.retention.profile=standard"))
                .containsAll(expected)
                .contains("standard-5m 5m 90d delete")
                .hasSize(5);
    }

    @Test
    void ret6_what_is_to_be_archived_first_is_not_deleted(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("kept.yml"), RetentionBlockTest.LEARNING_PROJECT);
        try (Retained service = Retained.start("varve.retention.file=" + file)) {
            service.post("room.temperature", Duration.ofDays(800), Duration.ofHours(12));
            service.refresh();
            JsonNode hours = Retained.tier(service.run(), "1h");
            assertThat(hours.get("policies").get(0).get("held_by").asString())
                    .startsWith("varve.retention.archive-directory is not set");
            assertThat(hours.get("partitions")).isEmpty();
            assertThat(service.count("gold.series_1h WHERE bucket < '2024-01-01'"))
                    .isPositive();
            assertThat(service.floor(3)).isNull();
            assertThat(service.floor(0)).isEqualTo(NOW.minus(Duration.ofDays(1)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "varve.retention.policies[0].tier=raw varve.retention.policies[0].keep=1h"
                        + " | Retention cannot be enforced: policy 'raw' (raw 1h) is too short: raw has to be kept for at least 7h",
                "varve.retention.policies[0].tier=raw varve.retention.policies[0].keep=12h varve.retention.catch-up=1d"
                        + " | Retention cannot be enforced: policy 'raw' (raw 12h) is too short: raw has to be kept for at least 25h",
                "varve.retention.profile=standard varve.retention.policies[0].tier=1mo varve.retention.policies[0].keep=60d"
                        + " varve.retention.policies[1].tier=1d varve.retention.policies[1].keep=90d"
                        + " varve.retention.policies[2].tier=1h varve.retention.policies[2].keep=90d"
                        + " | Retention cannot be enforced: buckets of 1y could be lost: ",
                "varve.retention.policies[0].tier=raw varve.retention.policies[0].keep=1d"
                        + " varve.retention.policies[1].tier=raw varve.retention.policies[1].keep=2d varve.retention.policies[1].name=b"
                        + " | Retention cannot be enforced: 'b' (raw 2d) and 'raw' (raw 1d) are both for all series of raw",
                "varve.retention.file=/nowhere/kept.yml | varve.retention.file is '/nowhere/kept.yml', which cannot be read",
                "retention_policy.a.resolution=1h | retention_policy.a: retain_for is missing",
                "varve.retention.policies[0].keep=1d | a policy needs a tier",
                "varve.retention.policies[0].tier=1d | a policy needs keep, and for how long",
                "varve.retention.policies[0].tier=raw varve.retention.policies[0].keep=soon"
                        + " | 'soon' is not how long something is kept"
            })
    void a_configuration_by_which_something_would_be_lost_or_that_contradicts_itself_does_not_start(
            String properties, String reason) {
        assertThatThrownBy(() -> policies(properties.split(" ")))
                .extracting(NestedExceptionUtils::getMostSpecificCause)
                .extracting(Throwable::getMessage, as(STRING))
                .startsWith(reason);
    }

    @Test
    void a_file_that_is_no_block_does_not_start(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("kept.yml");
        Files.writeString(file, "retention_policy: [");
        assertThatThrownBy(() -> policies("varve.retention.file=" + file))
                .extracting(NestedExceptionUtils::getMostSpecificCause)
                .extracting(Throwable::getMessage, as(STRING))
                .startsWith("varve.retention.file is '" + file + "', which is no YAML: ");
        Files.writeString(file, "policies: {}");
        assertThatThrownBy(() -> policies("varve.retention.file=" + file))
                .extracting(NestedExceptionUtils::getMostSpecificCause)
                .extracting(Throwable::getMessage, as(STRING))
                .isEqualTo("varve.retention.file is '" + file + "', which has no block retention_policy");
    }

    @Test
    void a_policy_over_http_that_the_configuration_now_contradicts_stops_the_start() {
        database.jdbc().sql("""
                        INSERT INTO rollup.retention_policy (name, tier, keep, created_at, updated_at)
                        VALUES ('standard-raw', 'raw', '1 year', now(), now())""").update();
        assertThatThrownBy(() -> policies("varve.retention.profile=standard"))
                .hasMessage("Retention cannot be enforced: there are two policies named 'standard-raw'");
    }
}
