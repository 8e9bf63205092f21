package io.varve.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Random samples: they find what disagrees, leave it alone unless told otherwise, and instances take turns. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {

    private static final int ENOUGH = 200;

    private Sediment sediment;

    @BeforeAll
    void start() {
        sediment = new Sediment("varve.reconcile.sample-hours=2000");
    }

    @AfterAll
    void close() {
        sediment.close();
    }

    @Test
    void samples_compare_every_tier_in_turn_and_find_nothing_where_nothing_is_wrong() {
        auditUntil(() -> Sediment.TIERS.stream().allMatch(tier -> count("checked", tier) > 0));
        assertThat(Sediment.TIERS).allMatch(tier -> count("mismatches", tier) == 0);
    }

    @Test
    void what_a_sample_finds_is_counted_and_left_as_it_is() {
        corrupt("gold.rollup_1h");
        auditUntil(() -> count("mismatches", "1h") > 0);
        assertThat(sediment.rows("rollup.invalidation")).isZero();
        assertThat(sediment.reconcile().get("mismatches").asLong()).isPositive();
        sediment.repair();
        sediment.refresh();
    }

    @Test
    void what_a_sample_finds_is_repaired_if_configured() {
        try (RunningVarve repairing = RunningVarve.start(
                sediment.database, Sediment.NOW, "varve.reconcile.repair=true", "varve.reconcile.sample-hours=2000")) {
            corrupt("gold.rollup_1h");
            repairing.clock().set(sediment.varve.clock().instant());
            for (int round = 0; round < ENOUGH && sediment.rows("rollup.invalidation") == 0; round++) {
                repairing.clock().tick(Duration.ofMinutes(1));
                repairing.bean(Audit.class).run();
            }
            sediment.varve.clock().set(repairing.clock().instant());
        }
        assertThat(sediment.rows("rollup.invalidation")).isPositive();
        sediment.refresh();
        assertThat(sediment.rows("gold.rollup_1h WHERE value_max = 1e9")).isLessThan(sediment.rows("gold.rollup_1h"));
        sediment.repair();
        sediment.refresh();
        sediment.agrees();
    }

    @Test
    void of_several_instances_one_audits_in_an_interval() {
        try (RunningVarve other = RunningVarve.start(sediment.database, Sediment.NOW);
                Session busy = Session.open(sediment.database)) {
            sediment.varve.clock().tick(Duration.ofMinutes(1));
            other.clock().set(sediment.varve.clock().instant());
            busy.begin();
            busy.one(String.class, "SELECT rollup.claim_audit('2000-01-01Z', '1 minute')::text");
            assertThat(other.bean(Audit.class).run())
                    .as("while another one asks")
                    .isZero();
            busy.rollback();

            assertThat(sediment.varve.bean(Audit.class).run()).isPositive();
            assertThat(other.bean(Audit.class).run()).as("in the same minute").isZero();
            other.clock().tick(Duration.ofMinutes(1));
            assertThat(other.bean(Audit.class).run()).isPositive();
            sediment.varve.clock().set(other.clock().instant());
        }
    }

    @Test
    void audits_that_are_paused_wait_until_they_are_not() {
        sediment.jdbc
                .sql("UPDATE ops.job SET is_active = false WHERE job = 'reconcile'")
                .update();
        sediment.varve.clock().tick(Duration.ofMinutes(1));
        assertThat(sediment.varve.bean(Audit.class).run()).isZero();

        sediment.jdbc
                .sql("UPDATE ops.job SET is_active = true WHERE job = 'reconcile'")
                .update();
        assertThat(sediment.varve.bean(Audit.class).run()).isPositive();
    }

    @Test
    void psql_audits_by_the_same_turns_and_writes_down_what_disagrees() {
        String turn = "SELECT sampled_at FROM rollup.audit";
        assertThat(sediment.jdbc
                        .sql("SELECT tier FROM rollup.audit_parts(10, 2000)")
                        .query(String.class)
                        .list())
                .as("coarser tiers first")
                .isSortedAccordingTo(
                        Comparator.comparing(Sediment.TIERS::indexOf).reversed());
        psql("");
        Instant first = sediment.jdbc.sql(turn).query(Instant.class).single();
        assertThat(first).isEqualTo(sediment.varve.clock().instant());
        assertThat(sediment.varve.bean(Audit.class).run())
                .as("in the same minute")
                .isZero();
        assertThat(sediment.rows("ops.error WHERE job = 'reconcile'")).isZero();
        corrupt("gold.rollup_1h");
        for (int round = 0; round < ENOUGH && sediment.rows("ops.error WHERE job = 'reconcile'") == 0; round++) {
            psql("");
        }
        assertThat(sediment.jdbc
                        .sql("SELECT message FROM ops.error WHERE job = 'reconcile' LIMIT 1")
                        .query(String.class)
                        .single())
                .matches("\\d+ of \\d+ buckets of 1h between .* disagree with their points");
        assertThat(sediment.rows("rollup.invalidation")).isZero();
        for (int round = 0; round < ENOUGH && sediment.rows("rollup.invalidation") == 0; round++) {
            psql(", p_repair => true");
        }
        assertThat(sediment.rows("rollup.invalidation")).isPositive();
        sediment.repair();
        sediment.refresh();
        sediment.agrees();
        sediment.jdbc.sql("DELETE FROM ops.error").update();
    }

    private void psql(String more) {
        sediment.varve.clock().tick(Duration.ofMinutes(1));
        sediment.jdbc
                .sql("CALL rollup.run_audit('" + sediment.varve.clock().instant() + "', p_hours => 2000" + more + ")")
                .update();
    }

    private void corrupt(String table) {
        assertThat(sediment.jdbc.sql("UPDATE " + table + " SET value_max = 1e9").update())
                .isPositive();
    }

    private void auditUntil(BooleanSupplier done) {
        for (int round = 0; round < ENOUGH && !done.getAsBoolean(); round++) {
            sediment.varve.clock().tick(Duration.ofMinutes(1));
            sediment.varve.bean(Audit.class).run();
        }
        assertThat(done.getAsBoolean()).isTrue();
    }

    private double count(String what, String tier) {
        var counter = sediment.varve
                .bean(MeterRegistry.class)
                .find("varve.reconcile." + what)
                .tag("tier", tier)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
