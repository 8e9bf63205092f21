package io.varve.retention;

import static io.varve.retention.Retained.tier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.rollup.RefreshCycle;
import io.varve.support.Lemma;
import io.varve.support.Programs;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What pg_dump wrote while the service was at work, restored: the same answers, and work goes on. */
class BackupIT {

    private static final List<String> QUESTIONS = List.of(
            "/api/timeseries?series=*&interval=day&start_time=2025-01-01&end_time=2025-06-11&agg_func=count,sum,min,max,first,last",
            "/api/timeseries?series=room.*&interval=hour&start_time=2025-06-01&end_time=2025-06-11&agg_func=avg,stddev",
            "/api/timeseries?series=room.late&interval=month&start_time=2025-01-01&end_time=2025-06-11&agg_func=sum");

    @Test
    void a_restored_dump_gives_the_same_answers_and_work_goes_on(@TempDir Path directory) {
        try (Retained service = Retained.start();
                TestDatabase restored = TestDatabase.create()) {
            Programs programs = Programs.forServer(service.database);
            assumeTrue(programs != null, "there is no pg_dump of the server's version");
            fill(service);
            List<JsonNode> answers = ask(service.varve);
            String file = directory.resolve("varve.dump").toString();
            programs.run("pg_dump", service.database, "--format=custom", "--file=" + file);
            empty(restored);
            programs.run("pg_restore", restored, "--no-owner", "--exit-on-error", "--dbname=" + restored.name(), file);

            try (RunningVarve varve = RunningVarve.start(restored, Retained.NOW)) {
                assertThat(ask(varve)).isEqualTo(answers);
                Lemma.check(restored.jdbc());
                varve.bean(RefreshCycle.class).run(Retained.NOW.plus(Duration.ofMinutes(10)));
                assertThat(restored.jdbc()
                                .sql("SELECT count(*) FROM rollup.invalidation")
                                .query(Long.class)
                                .single())
                        .isZero();
                assertThat(ask(varve)).isEqualTo(answers);
            }
        }
    }

    /** Packed and unpacked points, dropped partitions, late points merged and not, buckets to be recomputed. */
    private static void fill(Retained service) {
        service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
        service.post("room.late", Duration.ofDays(90), Duration.ofHours(12));
        service.refresh();
        service.keep("r", "raw", "30d");
        service.run();
        service.postAt("room.late", Retained.NOW.minus(Duration.ofDays(60)));
        service.postAt("room.temperature", Retained.NOW.minus(Duration.ofDays(3)));
    }

    /** A transaction number of another server means nothing here, whether it is higher or lower than ours. */
    @Test
    void partitions_are_dropped_on_a_server_that_has_not_come_as_far_as_the_one_of_the_dump() {
        try (Retained service = Retained.start();
                Session report = Session.open(service.database)) {
            service.post("room.temperature", Duration.ofDays(100), Duration.ofHours(6));
            service.refresh();
            service.keep("r", "raw", "30d");
            report.snapshot();
            assertThat(tier(service.run(), "raw").get("partitions")).isEmpty();
            report.commit();
            service.database
                    .jdbc()
                    .sql("UPDATE rollup.floor SET raised_xid = (raised_xid::text::bigint + 1000000)::text::xid8")
                    .update();
            report.snapshot();
            assertThat(tier(service.run(), "raw").get("partitions")).isNotEmpty();
        }
    }

    private static void empty(TestDatabase database) {
        database.jdbc()
                .sql("DROP SCHEMA raw, bronze, silver, gold, platinum, custom, catalog, rollup, ops CASCADE")
                .update();
        database.jdbc().sql("DROP TABLE public.flyway_schema_history").update();
    }

    private static List<JsonNode> ask(RunningVarve varve) {
        return QUESTIONS.stream()
                .map(question -> RunningVarve.json(varve.get(question)).get("results"))
                .toList();
    }
}
