package io.varve.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.RunningVarve;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What can be asked for, what is refused, and what is counted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReconcileRequestIT {

    private Sediment sediment;

    @BeforeAll
    void start() {
        sediment = new Sediment();
    }

    @AfterAll
    void close() {
        sediment.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"to\":\"now\"}; bad-member; from",
                "{\"from\":\"now-1d\"}; bad-member; to",
                "{\"from\":\"yesterday\",\"to\":\"now\"}; bad-member; from",
                "{\"from\":\"now-1d\",\"to\":\"2300-01-01\"}; bad-member; to",
                "{\"from\":\"now\",\"to\":\"now-1d\"}; bad-member; to",
                "{\"from\":\"now-1d\",\"to\":\"now\",\"series\":\"^a\"}; bad-member; series",
                "{\"from\":\"now-1d\",\"to\":\"now\",\"series\":\"\"}; bad-member; series",
                "{\"from\":\"now-1d\",\"to\":\"now\",\"until\":1}; unreadable-body; until",
                "{\"from\":5,\"to\":\"now\"}; unreadable-body; from",
                "{\"from\":\"now-1d\",\"to\":\"now\",\"repair\":\"yes\"}; unreadable-body; repair",
                "{\"from\":\"now-1d\",\"from\":\"now-2d\",\"to\":\"now\"}; unreadable-body; from",
                "[]; unreadable-body; shape",
                "null; unreadable-body; object",
                "{; unreadable-body; JSON"
            })
    void what_is_malformed_is_a_problem_that_names_it(String body, String slug, String named) {
        HttpResponse<String> response = sediment.send(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode problem = RunningVarve.json(response);
        assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:" + slug);
        assertThat(problem.get("detail").asString()).contains(named);
        if (slug.equals("bad-member")) {
            assertThat(problem.get("member").asString()).isEqualTo(named);
        }
    }

    @Test
    void a_series_that_does_not_exist_is_not_found_and_a_pattern_that_matches_nothing_finds_nothing() {
        HttpResponse<String> response = sediment.send("{\"from\":\"now-1d\",\"to\":\"now\",\"series\":\"t,nothing\"}");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(RunningVarve.json(response).get("series").toString()).isEqualTo("[\"nothing\"]");
        JsonNode answer = sediment.reconcile("{\"from\":\"now-1d\",\"to\":\"now\",\"series\":\"no*\"}");
        assertThat(answer.get("checked").asLong()).isZero();
        assertThat(answer.get("tiers").size()).isEqualTo(7);
    }

    @Test
    void every_bucket_that_overlaps_the_range_is_compared() {
        JsonNode answer = sediment.reconcile(
                "{\"from\":\"2024-12-20T07:10:30Z\",\"to\":\"2024-12-20T07:12:00Z\",\"series\":\"^t$\"}");
        assertThat(tiers(answer)).containsExactly("1m 4", "5m 2", "1h 2", "1d 2", "1w 2", "1mo 2", "1y 2");
        assertThat(answer.get("checked").asLong()).isEqualTo(16);
    }

    @Test
    void steps_add_up_to_what_one_statement_finds() {
        List<String> inOneStatement = sediment.jdbc
                .sql("SELECT format('%s %s', checked, lpad(to_hex(stored_checksum), 16, '0')) FROM rollup.reconcile("
                        + "ARRAY(SELECT series_id FROM catalog.series), '1900-01-01Z', '2025-01-06 10:35Z')")
                .query(String.class)
                .list();
        JsonNode answer = sediment.reconcile();
        assertThat(answer.get("tiers"))
                .extracting(tier -> tier.get("checked").asLong() + " "
                        + tier.get("stored_checksum").asString())
                .containsExactlyElementsOf(inOneStatement);
    }

    @Test
    void what_is_being_repaired_is_pending_and_not_logged_again() {
        sediment.jdbc
                .sql("UPDATE platinum.rollup_1d SET value_max = 1e9 WHERE bucket = '2023-11-05Z' AND series_id = 1")
                .update();
        assertThat(sediment.repair().get("repaired").asLong()).isEqualTo(1);
        JsonNode again = sediment.repair();
        assertThat(again.get("mismatches").asLong()).isZero();
        assertThat(again.get("tiers").get(3).get("pending").asLong()).isEqualTo(1);
        assertThat(sediment.rows("rollup.invalidation")).isEqualTo(1);
        sediment.refresh();
        sediment.agrees();
    }

    @Test
    void values_at_the_ends_of_what_doubles_hold_are_compared_without_overflow_or_underflow() {
        Instant start = Instant.parse("2024-12-21T00:00:00Z");
        List<Double> values = List.of(1e140, -1e140, 4.9e-324, -4.9e-324, 1e-170, 3e-160, 0.0, -0.0, 1e100, 5e-324);
        for (String host : List.of("wide", "tiny")) {
            List<String> points = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                double value = values.get(i % values.size());
                points.add(Sediment.point(
                        start.plusSeconds(45L * i), host, host.equals("tiny") && Math.abs(value) > 1 ? 2e-162 : value));
            }
            sediment.post(points);
        }
        sediment.refresh();
        sediment.agrees();
    }

    @Test
    void buckets_and_mismatches_are_counted_by_tier() {
        sediment.reconcile("{\"from\":\"2023-01-01\",\"to\":\"2024-01-01\"}");
        String meters = sediment.varve.get("/actuator/prometheus").body();
        assertThat(meters).containsPattern("varve_reconcile_checked_total\\{tier=\"1mo\"\\} [1-9]");
        assertThat(meters).contains("varve_reconcile_mismatches_total{tier=\"1mo\"}");
    }

    private static List<String> tiers(JsonNode answer) {
        List<String> tiers = new ArrayList<>();
        answer.get("tiers")
                .forEach(tier -> tiers.add(
                        tier.get("tier").asString() + " " + tier.get("checked").asLong()));
        return tiers;
    }
}
