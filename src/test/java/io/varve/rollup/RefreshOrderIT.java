package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which of the entries that wait a round takes, when it cannot take all. */
@ExtendWith(DatabaseExtension.class)
class RefreshOrderIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");

    private final TestDatabase database;

    RefreshOrderIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void the_newest_come_first_and_the_oldest_do_not_wait_for_ever() {
        try (RunningVarve varve =
                RunningVarve.start(database, NOW, "varve.refresh.batch-size=1", "varve.refresh.max-batches=4")) {
            RefreshCycle cycle = varve.bean(RefreshCycle.class);
            cycle.run(NOW);
            for (int round = 1; round <= 3; round++) {
                late(varve, NOW.minus(Duration.ofDays(round)));
            }
            cycle.run(NOW);
            assertThat(pendingDays()).isEmpty();

            for (int day = 1; day <= 12; day++) {
                late(varve, NOW.minus(Duration.ofDays(day)));
            }
            takeOneAtOnce();
            cycle.run(NOW);
            assertThat(pendingDays()).containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
        }
    }

    /** However quick the batches before were. */
    private void takeOneAtOnce() {
        database.jdbc()
                .sql(
                        "INSERT INTO rollup.refresh_window (tier, batch, decided_at) VALUES ('1m', 1.0 / 4096, ?::timestamptz)"
                                + " ON CONFLICT (job, tier) DO UPDATE SET batch = EXCLUDED.batch")
                .param(NOW.toString())
                .update();
    }

    private static void late(RunningVarve varve, Instant time) {
        assertThat(varve.post("/api/points?series=m", "text/csv", "time,value\n" + time + ",1\n")
                        .statusCode())
                .isEqualTo(200);
    }

    private List<Integer> pendingDays() {
        return database.jdbc()
                .sql(
                        "SELECT (?::timestamptz::date - from_bucket::date) FROM rollup.invalidation WHERE tier_id = 1 ORDER BY 1")
                .param(NOW.toString())
                .query(Integer.class)
                .list();
    }
}
