package io.varve.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.varve.rollup.RefreshCycle;
import io.varve.settle.SettleCycle;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Maintenance does what it says, and says what it did. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaintenanceIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");

    private final TestDatabase database = TestDatabase.create();
    private final RunningVarve varve = RunningVarve.start(
            database,
            NOW,
            "varve.partition.analyze-min-rows=500",
            "varve.maintenance.adjust-partitions=true",
            "varve.maintenance.partition-size=3MB");

    @AfterAll
    void close() {
        varve.close();
        database.close();
    }

    @Test
    void each_thing_that_was_done_is_reported_with_numbers_and_in_the_ledger() {
        load();
        ok(varve.send(HttpRequest.newBuilder(varve.uri("/api/retention-policies/old"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"tier\":\"raw\",\"keep\":\"200d\"}"))));
        assertThatThrownBy(() -> database.jdbc()
                        .sql("CREATE UNIQUE INDEX CONCURRENTLY broken ON ops.job ((true))")
                        .update())
                .hasMessageContaining("could not create unique index");

        List<String> first = maintain();
        assertThat(first)
                .anyMatch(action -> action.matches("partitions null [1-9][0-9]* made ahead of time"))
                .anyMatch(action -> action.matches("analyze bronze.frame_1m_p20250601 [1-9][0-9]+ rows"))
                .anyMatch(action -> action.matches(
                        "width raw.chunk 1 partitions to come, from .* on (1 day|7 days) wide, were 1 mon: .*"))
                .anyMatch(action -> action.matches("retention raw [1-9] partitions and rows removed.*"))
                .anyMatch(action -> action.matches("index ops.broken [0-9]+ not valid; bytes on table job"))
                .noneMatch(action -> action.startsWith("failed"));
        assertThat(database.jdbc()
                        .sql("SELECT unnest(decisions) FROM ops.run WHERE job = 'maintain' AND outcome = 'succeeded'")
                        .query(String.class)
                        .list())
                .hasSameSizeAs(first)
                .anyMatch(decision -> decision.startsWith("analyze of bronze.frame_1m_p20250601: "));
        assertThat(maintain())
                .noneMatch(action -> action.startsWith("analyze bronze.frame_1m_p")
                        || action.startsWith("retention")
                        || action.startsWith("width raw.chunk"));

        List<String> bySql = database.jdbc()
                .sql("SELECT concat_ws(' ', action, object, amount, detail) FROM ops.maintain('2026-01-10 12:00Z')")
                .query(String.class)
                .list();
        assertThat(bySql)
                .anyMatch(action -> action.matches("partitions [0-9]+ made ahead of time"))
                .anyMatch(action -> action.startsWith("index ops.broken"));
        assertThat(database.jdbc()
                        .sql("SELECT decisions[1] FROM ops.run WHERE instance LIKE 'psql %'")
                        .query(String.class)
                        .single())
                .endsWith(" things done, from psql");
    }

    @Test
    void stamps_below_floors_are_forgotten_and_no_others() {
        database.jdbc()
                .sql("UPDATE rollup.floor SET position = '2025-02-01Z', generation = generation + 1 WHERE layer_id = 7")
                .update();
        database.jdbc()
                .sql(
                        "INSERT INTO rollup.revision (tier_id, slice, stretch, stamp) SELECT t.tier_id, 1, s, gen_random_uuid()"
                                + " FROM rollup.tier AS t, generate_series(627, 630) AS s WHERE t.tier_id >= 6")
                .update();
        assertThat(maintain()).contains("revisions null 1 stamps below floors forgotten");
        // A stretch has 32 days; the floor lies in that of number 628.
        assertThat(database.jdbc()
                        .sql("SELECT tier_id || ' ' || stretch FROM rollup.revision WHERE tier_id >= 6 ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactly("6 627", "6 628", "6 629", "6 630", "7 628", "7 629", "7 630");
    }

    @Test
    void unattended_one_of_several_that_ask_does_it_once_a_day() {
        Maintenance maintenance = varve.bean(Maintenance.class);
        String runs = "SELECT count(*) FROM ops.run WHERE job = 'maintain' AND started_at >= '2025-07-01Z'"
                + " AND instance NOT LIKE 'psql%'";
        Instant later = Instant.parse("2025-07-01T00:00:00Z");
        varve.clock().set(later);
        maintenance.runDue(later);
        maintenance.runDue(later.plus(Duration.ofHours(23)));
        assertThat(database.jdbc().sql(runs).query(Long.class).single()).isOne();
        varve.clock().set(later.plus(Duration.ofDays(1)));
        maintenance.runDue(later.plus(Duration.ofDays(1)));
        assertThat(database.jdbc().sql(runs).query(Long.class).single()).isEqualTo(2);
        varve.clock().set(NOW);
    }

    /** Sixty series, an hour of each a day, and one long ago. */
    private void load() {
        String rows = IntStream.range(0, 1500)
                .mapToObj(point ->
                        "s%d,%s,%d".formatted(point % 60, NOW.minus(Duration.ofHours(3 + point / 60)), point))
                .collect(Collectors.joining("\n", "series,time,value\n", "\nold,2024-05-06T09:00:00Z,1\n"));
        ok(varve.post("/api/points", "text/csv", rows));
        // Nobody else shall analyze it meanwhile.
        database.jdbc()
                .sql("ALTER TABLE bronze.frame_1m_p20250601 SET (autovacuum_enabled = off)")
                .update();
        for (int round = 0; round < 3; round++) {
            varve.bean(RefreshCycle.class).run(NOW.plus(Duration.ofMinutes(2L * round)));
        }
        varve.bean(SettleCycle.class).runAll();
        database.jdbc().sql("ANALYZE raw.chunk").update();
        // What a session has counted it tells the server some seconds later.
        await().until(() -> database.jdbc()
                .sql("SELECT n_mod_since_analyze >= 500 FROM pg_stat_user_tables WHERE relname = 'frame_1m_p20250601'")
                .query(Boolean.class)
                .single());
    }

    private List<String> maintain() {
        HttpResponse<String> answer = varve.post("/api/operations/maintain", "application/json", "");
        ok(answer);
        JsonNode actions = RunningVarve.json(answer).path("actions");
        return IntStream.range(0, actions.size())
                .mapToObj(actions::get)
                .map(action -> "%s %s %d %s"
                        .formatted(
                                action.path("action").asString(),
                                action.path("object").isNull()
                                        ? "null"
                                        : action.path("object").asString(),
                                action.path("amount").asLong(),
                                action.path("detail").asString()))
                .toList();
    }

    private static void ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }
}
