package io.varve.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.RunningVarve;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code /api/retention-policies} over HTTP, beside a profile. */
class RetentionPoliciesIT {

    private static Retained service;

    @BeforeAll
    static void start() {
        service = Retained.start(
                "varve.retention.profile=standard",
                "varve.retention.policies[0].tier=1h",
                "varve.retention.policies[0].keep=2y",
                "varve.retention.policies[1].name=noise",
                "varve.retention.policies[1].tier=raw",
                "varve.retention.policies[1].series=noise\\..*",
                "varve.retention.policies[1].keep=P7D");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void removeAll() {
        service.database.jdbc().sql("DELETE FROM rollup.retention_policy").update();
    }

    private static JsonNode json(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return RunningVarve.json(response);
    }

    private static List<String> names(JsonNode list) {
        return list.get("results")
                .valueStream()
                .map(policy -> policy.get("name").asString())
                .toList();
    }

    @Test
    void policies_of_the_configuration_are_listed_and_one_of_one_s_own_takes_the_place_of_the_profile_s() {
        JsonNode list = json(service.varve.get("/api/retention-policies"), 200);
        assertThat(names(list))
                .containsExactly("1h", "noise", "standard-1d", "standard-1m", "standard-5m", "standard-raw");
        assertThat(list.get("count").asInt()).isEqualTo(6);
        assertThat(list.get("next").isNull()).isTrue();
        assertThat(list.get("previous").isNull()).isTrue();
        assertThat(list.get("results").get(1).toString())
                .isEqualTo(
                        "{\"name\":\"noise\",\"tier\":\"raw\",\"series\":\"noise\\\\..*\",\"keep\":\"7d\",\"order\":0,"
                                + "\"action\":\"delete\",\"origin\":\"config\",\"created_at\":null,\"updated_at\":null}");
        JsonNode page = json(service.varve.get("/api/retention-policies?limit=2&offset=2"), 200);
        assertThat(names(page)).containsExactly("standard-1d", "standard-1m");
        assertThat(page.get("next").asString()).endsWith("/api/retention-policies?limit=2&offset=4");
        assertThat(page.get("previous").asString()).endsWith("/api/retention-policies?limit=2&offset=0");
    }

    @Test
    void ret26_put_creates_then_replaces_and_delete_removes() {
        Instant now = service.varve.clock().instant();
        String body = "{\"tier\":\"1w\",\"keep\":\"P1Y\",\"series\":\"^a|b$\",\"order\":-3}";
        HttpResponse<String> created = service.put("my weeks", body);
        assertThat(json(created, 201).toString())
                .isEqualTo("{\"name\":\"my weeks\",\"tier\":\"1w\",\"series\":\"^a|b$\",\"keep\":\"1y\",\"order\":-3,"
                        + "\"action\":\"delete\",\"origin\":\"api\",\"created_at\":\"" + now + "\",\"updated_at\":\""
                        + now + "\"}");
        assertThat(created.headers().firstValue("Location")).hasValue("/api/retention-policies/my%20weeks");
        service.varve.clock().set(now.plusSeconds(5));
        JsonNode replaced =
                json(service.put("my weeks", "{\"name\":\"my weeks\",\"tier\":\"1mo\",\"keep\":\"forever\"}"), 200);
        service.varve.clock().set(now);
        assertThat(replaced.get("series").isNull()).isTrue();
        assertThat(replaced.get("keep").asString()).isEqualTo("forever");
        assertThat(replaced.get("order").asInt()).isZero();
        assertThat(replaced.get("created_at").asString()).isEqualTo(now.toString());
        assertThat(replaced.get("updated_at").asString())
                .isEqualTo(now.plusSeconds(5).toString());
        assertThat(json(service.varve.get(Retained.path("my weeks")), 200)).isEqualTo(replaced);
        assertThat(service.varve.delete(Retained.path("my weeks")).statusCode()).isEqualTo(204);
        assertThat(json(service.varve.delete(Retained.path("my weeks")), 404)
                        .get("type")
                        .asString())
                .isEqualTo("urn:varve:problem:not-found");
        assertThat(service.varve.get(Retained.path("my weeks")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"tier\":\"1w\",\"keep\":\"1y\",\"keeps\":\"1y\"} | Unknown member 'keeps'",
                "{\"tier\":\"1w\"} | 'keep' is missing",
                "{\"keep\":\"1y\"} | 'tier' is missing",
                "{\"tier\":\"2w\",\"keep\":\"1y\"} | '2w' is not a tier; there are raw, 1m, 5m, 1h, 1d, 1w, 1mo, 1y",
                "{\"tier\":\"1w\",\"keep\":\"long\"} | 'long' is not how long something is kept; accepted: ",
                "{\"tier\":\"1w\",\"keep\":30} | '30' is not how long something is kept; accepted: ",
                "{\"tier\":\"1w\",\"keep\":\"1y\",\"series\":\"(\"} | 'series' is no regular expression",
                "{\"tier\":\"1w\",\"keep\":\"1y\",\"series\":\"\"} | 'series' is a regular expression of 1 to 1000 characters",
                "{\"tier\":\"1w\",\"keep\":\"1y\",\"name\":\"b\"} | 'name' must be the name in the path, 'a'",
                "{\"tier\":\"1w\",\"keep\":\"1d\"} | policy 'a' (1w 1d) is too short: 1w has to be kept for at least 174h",
                "[] | The body does not have the expected shape",
                "null | The body is missing or unreadable."
            })
    void a_bad_body_is_refused_and_says_what_is_accepted(String body, String detail) {
        assertThat(json(service.put("a", body), 400).get("detail").asString()).startsWith(detail);
        assertThat(service.count("rollup.retention_policy")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "standard-raw | {\"tier\":\"raw\",\"keep\":\"1y\"} | The policy 'standard-raw' is in the configuration",
                "a | {\"tier\":\"raw\",\"keep\":\"1y\"} | 'a' (raw 1y) and 'standard-raw' (raw 30d) are both for all series of raw",
                "a | {\"tier\":\"1mo\",\"keep\":\"32d\"} | -",
                "a | {\"tier\":\"1d\",\"keep\":\"40d\",\"series\":\"x\"} | -"
            })
    void a_policy_must_fit_the_others(String name, String body, String detail) {
        HttpResponse<String> response = service.put(name, body);
        if (detail.equals("-")) {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        } else {
            assertThat(json(response, 409).get("detail").asString()).startsWith(detail);
        }
    }

    @Test
    void a_policy_by_which_buckets_could_be_lost_is_refused_with_the_reason() {
        assertThat(service.put("days", "{\"tier\":\"1d\",\"keep\":\"40d\",\"series\":\"x\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(service.put("hours", "{\"tier\":\"1h\",\"keep\":\"40d\",\"series\":\"x\"}")
                        .statusCode())
                .isEqualTo(201);
        JsonNode problem = json(service.put("months", "{\"tier\":\"1mo\",\"keep\":\"60d\",\"series\":\"x\"}"), 409);
        assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:unsafe-retention");
        assertThat(problem.get("detail").asString())
                .startsWith("buckets of 1y could be lost: ")
                .contains("'months' (1mo 60d for x)", "'days' (1d 40d for x)", "'hours' (1h 40d for x)");
        assertThat(service.varve.get(Retained.path("months")).statusCode()).isEqualTo(404);
    }

    @Test
    void a_policy_of_the_configuration_cannot_be_removed_over_http() {
        assertThat(json(service.varve.delete(Retained.path("noise")), 409)
                        .get("detail")
                        .asString())
                .isEqualTo("The policy 'noise' is in the configuration of the service; it can only be changed there");
    }

    @Test
    void a_name_has_1_to_255_characters() {
        assertThat(service.put("n".repeat(256), "{\"tier\":\"1w\",\"keep\":\"1y\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(service.put("n".repeat(255), "{\"tier\":\"1w\",\"keep\":\"1y\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void policies_put_into_the_table_by_sql_count_and_are_refused_when_they_must_not() {
        service.database.jdbc().sql("""
                        INSERT INTO rollup.retention_policy (name, tier, keep, created_at, updated_at)
                        VALUES ('by hand', '1w', interval '1 year 2 mons 3 days 04:00', now(), now())""").update();
        assertThat(json(service.varve.get(Retained.path("by hand")), 200)
                        .get("keep")
                        .asString())
                .isEqualTo("P14MT273600S");
        service.database
                .jdbc()
                .sql("UPDATE rollup.retention_policy SET keep = '1 day'")
                .update();
        for (String mode : List.of("true", "false")) {
            JsonNode problem = json(
                    service.varve.post("/api/retention-policies/run?dry_run=" + mode, "application/json", ""), 409);
            assertThat(problem.get("detail").asString())
                    .startsWith("Retention cannot be enforced: policy 'by hand' (1w 1d) is too short");
        }
    }

    @Test
    void a_policy_by_sql_that_makes_no_sense_is_named() {
        service.database.jdbc().sql("""
                        INSERT INTO rollup.retention_policy (name, tier, series_pattern, keep, created_at, updated_at)
                        VALUES ('by hand', '1w', '(', interval '1 year', now(), now())""").update();
        for (String path : List.of("/api/retention-policies", Retained.path("other"))) {
            assertThat(json(service.varve.get(path), 409).get("detail").asString())
                    .startsWith(
                            "The policy 'by hand' in the database cannot be used: 'series' is no regular expression");
        }
        assertThat(service.varve.delete(Retained.path("by hand")).statusCode()).isEqualTo(204);
    }

    @Test
    void dry_run_is_true_or_false() {
        assertThat(json(service.varve.post("/api/retention-policies/run?dry_run=yes", "application/json", ""), 400)
                        .get("parameter")
                        .asString())
                .isEqualTo("dry_run");
    }
}
