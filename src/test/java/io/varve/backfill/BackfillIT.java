package io.varve.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.RunningVarve;
import io.varve.support.Session;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

class BackfillIT {

    private static final String MAY = "{\"from\":\"2025-05-01\",\"to\":\"2025-06-01\"}";

    /** Days of May without points on which a month or a week with points begins. */
    private static final int COARSE = 2;

    private static Rebuilt rebuilt;

    @BeforeAll
    static void start() {
        rebuilt = new Rebuilt("varve.backfill.max-pending=3");
    }

    @AfterAll
    static void close() {
        rebuilt.close();
    }

    @AfterEach
    void forget() {
        rebuilt.database.jdbc().sql("DELETE FROM rollup.backfill").update();
        rebuilt.refresh();
    }

    @Test
    void every_bucket_of_every_tier_is_rebuilt_from_its_points() {
        rebuilt.damage();
        assertThat(rebuilt.wrong("a")).isGreaterThan(Rebuilt.DAYS * 72 * 2);
        long id = rebuilt.begin("{\"from\":\"1900-01-01\",\"to\":\"now\"}");
        rebuilt.untilFinished(id);
        assertThat(rebuilt.wrong("a")).isZero();
        assertThat(rebuilt.wrong("b")).isZero();
        // Of 2023 the day and the week, month and year that begin before it; the days between are jumped over.
        assertThat(rebuilt.get(id).path("stretches").asInt()).isEqualTo(2 * (Rebuilt.DAYS + COARSE + 4));
    }

    @Test
    void of_one_series_all_there_is_and_nothing_of_others() {
        rebuilt.damage();
        long others = rebuilt.wrong("b");
        rebuilt.untilFinished(rebuilt.begin("{\"series\":\"a\"}"));
        assertThat(rebuilt.wrong("a")).isZero();
        assertThat(rebuilt.wrong("b")).isEqualTo(others);
        rebuilt.untilFinished(rebuilt.begin("{\"series\":\"b\"}"));
        assertThat(rebuilt.wrong("b")).isZero();
    }

    @Test
    void rol27_the_newest_days_come_first_and_no_more_at_once_than_refreshes_keep_up_with() {
        long id = rebuilt.begin(MAY);
        assertThat(rebuilt.get(id).path("state").asString()).isEqualTo("waiting");
        rebuilt.walk();
        assertThat(rebuilt.waiting()).containsExactly("2025-05-20", "2025-05-19");
        assertThat(rebuilt.rows("rollup.invalidation")).isEqualTo(3);
        rebuilt.walk();
        assertThat(rebuilt.rows("rollup.invalidation")).isEqualTo(3);
        JsonNode answer = rebuilt.get(id);
        assertThat(answer.path("state").asString()).isEqualTo("running");
        assertThat(answer.path("pending").asInt()).isEqualTo(3);
        assertThat(answer.path("days").path("total").asInt()).isEqualTo(31);
        assertThat(answer.path("days").path("remaining").asInt()).isEqualTo(19);
        assertThat(answer.path("days").path("done").asInt()).isEqualTo(12);

        rebuilt.refresh();
        rebuilt.walk();
        assertThat(rebuilt.waiting()).containsExactly("2025-05-19", "2025-05-18");
        rebuilt.untilFinished(id);
        assertThat(rebuilt.get(id).path("stretches").asInt()).isEqualTo(2 * (Rebuilt.DAYS + COARSE));
        assertThat(rebuilt.get(id).path("days").path("remaining").asInt()).isZero();
    }

    @Test
    void rol27_after_a_restart_it_goes_on_where_it_was() {
        rebuilt.damage();
        long id = rebuilt.begin(MAY);
        for (int round = 0; round < 2; round++) {
            rebuilt.walk();
            rebuilt.refresh();
        }
        JsonNode before = rebuilt.get(id);
        assertThat(before.path("stretches").asInt()).isEqualTo(6);

        rebuilt.restart();
        assertThat(rebuilt.get(id)).isEqualTo(before);
        rebuilt.walk();
        assertThat(rebuilt.waiting()).containsExactly("2025-05-17", "2025-05-16");
        rebuilt.untilFinished(id);
        assertThat(rebuilt.get(id).path("stretches").asInt()).isEqualTo(2 * (Rebuilt.DAYS + COARSE));
        assertThat(rebuilt.get(id).path("started_at")).isEqualTo(before.path("started_at"));
    }

    @Test
    void a_step_that_dies_is_taken_again() {
        long id = rebuilt.begin(MAY);
        rebuilt.walk();
        rebuilt.refresh();
        JsonNode before = rebuilt.get(id);
        try (Session dying = Session.open(rebuilt.database)) {
            dying.begin();
            dying.run("SELECT rollup.backfill_day(" + id + ", ARRAY[1, 2], true, 3, now())");
            dying.rollback();
        }
        assertThat(rebuilt.get(id)).isEqualTo(before);
    }

    @Test
    void while_one_instance_takes_a_step_the_others_pass_by() {
        rebuilt.begin(MAY);
        try (Session other = Session.open(rebuilt.database)) {
            other.begin().run("SELECT pg_advisory_xact_lock(rollup.lock_key(11, 0, 0))");
            rebuilt.walk();
            assertThat(rebuilt.rows("rollup.invalidation")).isZero();
            other.commit();
        }
        try (RunningVarve another = rebuilt.another()) {
            another.bean(BackfillCycle.class).run(Rebuilt.NOW);
        }
        assertThat(rebuilt.rows("rollup.invalidation")).isEqualTo(3);
    }

    @Test
    void psql_rebuilds_what_is_asked_for_there_or_over_http() {
        rebuilt.damage();
        long others = rebuilt.wrong("b");
        long id = rebuilt.begin("{\"series\":\"^a$,nothing.*\"}");
        call("rollup.run_backfills('2025-06-10T12:00Z', 3)");
        assertThat(rebuilt.rows("rollup.invalidation")).isEqualTo(3);
        walkByPsql(id);
        assertThat(rebuilt.wrong("a")).isZero();
        assertThat(rebuilt.wrong("b")).isEqualTo(others);

        long rest = rebuilt.database
                .jdbc()
                .sql("SELECT rollup.request_backfill('1900-01-01Z', '2025-06-10Z')")
                .query(Long.class)
                .single();
        walkByPsql(rest);
        assertThat(rebuilt.wrong("b")).isZero();
        assertThat(rebuilt.get(rest).path("state").asString()).isEqualTo("finished");
        assertThat(rebuilt.rows("ops.run WHERE job = 'backfill' AND instance LIKE 'psql %' AND outcome = 'succeeded'"))
                .isPositive();
    }

    @Test
    void what_only_the_service_can_match_is_left_to_it() {
        rebuilt.begin("{\"series\":\"^(?i)A$\"}");
        call("rollup.run_backfills('2025-06-10T12:00Z')");
        call("rollup.run_backfills('2025-06-10T12:00:01Z')");
        assertThat(rebuilt.rows("ops.error WHERE job = 'backfill' AND sqlstate = 'VA038'"))
                .isEqualTo(1);
        rebuilt.database.jdbc().sql("SELECT ops.retry('backfill', NULL, now())").query(row -> {});
        for (String bad :
                List.of("'2025-01-02Z', '2025-01-01Z'", "'2025-01-01Z', '2025-01-02Z', '^(?i)a$'", "NULL, now()")) {
            assertThatThrownBy(() -> rebuilt.database
                            .jdbc()
                            .sql("SELECT rollup.request_backfill(" + bad + ")")
                            .query(row -> {}))
                    .isInstanceOf(DataAccessException.class);
        }
    }

    private static void walkByPsql(long id) {
        for (int round = 0;
                round < 200 && rebuilt.rows("rollup.backfill WHERE finished_at IS NULL AND backfill_id = " + id) > 0;
                round++) {
            rebuilt.refresh();
            call("rollup.run_backfills('2025-06-10T12:00Z', 100)");
        }
    }

    private static void call(String procedure) {
        rebuilt.database.jdbc().sql("CALL " + procedure).update();
    }

    @Test
    void two_backfills_take_turns() {
        long may = rebuilt.begin(MAY);
        long year = rebuilt.begin("{\"from\":\"2023-01-01\",\"to\":\"2024-01-01\"}");
        rebuilt.walk();
        assertThat(rebuilt.waiting()).contains("2025-05-20", "2023-11-05");
        rebuilt.untilFinished(year);
        rebuilt.untilFinished(may);
    }

    @Test
    void it_is_not_finished_before_all_tiers_are_recomputed_however_many_late_points_come() {
        long id = rebuilt.begin("{\"from\":\"2025-05-20\",\"to\":\"2025-05-21\",\"series\":\"a\"}");
        rebuilt.walk();
        rebuilt.walk();
        assertThat(rebuilt.get(id).path("state").asString()).isEqualTo("recomputing");
        int rounds = 0;
        while (rebuilt.rows("rollup.invalidation WHERE series_id = 1") > 0) {
            assertThat(rebuilt.get(id).path("state").asString()).isEqualTo("recomputing");
            rebuilt.write(
                    Rebuilt.point("b", Rebuilt.FIRST.plus(Duration.ofDays(5)).plusSeconds(rounds++), 1));
            oneTierFurther();
            rebuilt.walk();
        }
        assertThat(rounds).isGreaterThan(3);
        for (int more = 0; more < 8; more++) {
            rebuilt.walk();
            oneTierFurther();
        }
        rebuilt.walk();
        assertThat(rebuilt.get(id).path("state").asString()).isEqualTo("finished");
    }

    /** What waits in a tier then waits in the next. */
    private static void oneTierFurther() {
        for (int tier = 7; tier >= 1; tier--) {
            rebuilt.database
                    .jdbc()
                    .sql("SELECT rollup.refresh_invalidated(?, s, ?::timestamptz, 100) FROM generate_series(0, 3) AS s")
                    .params(tier, Rebuilt.NOW.plus(Duration.ofHours(1)).toString())
                    .query(Integer.class)
                    .list();
        }
    }

    @Test
    void where_nothing_is_stored_it_is_finished_at_once() {
        long id = rebuilt.begin("{\"from\":\"2024-01-01\",\"to\":\"2024-06-01\"}");
        rebuilt.walk();
        assertThat(rebuilt.get(id).path("state").asString()).isEqualTo("finished");
        assertThat(rebuilt.get(id).path("days").isNull()).isTrue();
    }

    @Test
    void backfills_are_listed_the_latest_first() {
        long first = rebuilt.begin(MAY);
        long second = rebuilt.begin("{\"series\":\"a\"}");
        JsonNode list = RunningVarve.json(rebuilt.varve.get(Rebuilt.PATH));
        assertThat(list.path("count").asLong()).isEqualTo(2);
        assertThat(list.path("results").get(0).path("id").asLong()).isEqualTo(second);
        assertThat(list.path("results").get(1).path("id").asLong()).isEqualTo(first);
        assertThat(list.path("results").get(0).path("from").asString()).isEqualTo("1900-01-01T00:00:00Z");
        assertThat(list.path("results").get(0).path("to").asString()).isEqualTo(Rebuilt.NOW.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{} ; from",
                "{\"from\":\"2025-01-01\"} ; to",
                "{\"to\":\"2025-01-01\"} ; from",
                "{\"from\":\"2025-01-02\",\"to\":\"2025-01-02\"} ; to",
                "{\"from\":\"x\",\"to\":\"now\"} ; from",
                "{\"from\":\"2025-01-01\",\"to\":\"2300-01-01\"} ; to",
                "{\"series\":\"\"} ; series",
                "{\"series\":\"^(\"} ; series"
            })
    void what_makes_no_range_is_400_and_names_the_member(String body, String member) {
        HttpResponse<String> answer = rebuilt.send(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(RunningVarve.json(answer).path("member").asString()).isEqualTo(member);
    }
}
