package io.varve.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.backfill.LoadedHistory.Day;
import io.varve.rollup.RefreshCycle;
import io.varve.settle.SettleCycle;
import io.varve.support.Lemma;
import io.varve.support.RunningVarve;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Prior art's D23: history is loaded while live points come in, everything is rebuilt, and every query is answered right all the
 * time. {@code -Dvarve.history.days=365 -Dvarve.history.cadence=10} loads a year at 10 seconds.
 */
class HistoryLoadIT {

    private static final int DAYS = Integer.getInteger("varve.history.days", 60);
    private static final int CADENCE = Integer.getInteger("varve.history.cadence", 900);

    private final LoadedHistory history = new LoadedHistory(DAYS, CADENCE);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private List<Future<?>> beside = List.of();
    private volatile boolean done;

    @Test
    void d23_a_load_of_history_and_its_rebuilding_leave_every_answer_right() throws Exception {
        try (history) {
            beside = List.of(
                    threads.submit(() -> repeat(this::live)),
                    threads.submit(() -> repeat(this::jobs)),
                    threads.submit(() -> repeat(new Asking(1)::once)));
            List<Day> days = history.newestFirst();
            load(days.subList(0, days.size() / 2));
            long id = begin();
            restartInTheMiddle(id);
            load(days.subList(days.size() / 2, days.size()));
            untilFinished(id);
            done = true;
            for (Future<?> thread : beside) {
                thread.get();
            }
            drain();
            everythingIsThere();
        } finally {
            done = true;
            threads.shutdownNow();
        }
    }

    private void load(List<Day> days) {
        days.forEach(day -> history.using(varve -> history.store(varve, day)));
    }

    private long begin() {
        return history.using(varve -> {
            HttpResponse<String> answer = varve.post(Rebuilt.PATH, "application/json", "{\"series\":\"history.*\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            return RunningVarve.json(answer).path("id").asLong();
        });
    }

    private JsonNode state(long id) {
        return history.using(varve -> RunningVarve.json(varve.get(Rebuilt.PATH + "/" + id)));
    }

    private void restartInTheMiddle(long id) throws Exception {
        while (state(id).path("stretches").asInt() == 0) {
            allGoesOn();
        }
        JsonNode before = history.restart(varve -> RunningVarve.json(varve.get(Rebuilt.PATH + "/" + id)));
        assertThat(before.path("state").asString()).isEqualTo("running");
        assertThat(state(id).path("days").path("done").asInt())
                .isGreaterThanOrEqualTo(before.path("days").path("done").asInt());
    }

    private void untilFinished(long id) throws Exception {
        while (!state(id).path("state").asString().equals("finished")) {
            allGoesOn();
        }
        assertThat(state(id).path("stretches").asInt()).isGreaterThanOrEqualTo(DAYS);
    }

    /** What failed beside fails here. */
    private void allGoesOn() throws Exception {
        for (Future<?> thread : beside) {
            if (thread.isDone()) {
                thread.get();
            }
        }
    }

    private void repeat(Runnable work) {
        while (!done) {
            work.run();
        }
    }

    private void live() {
        history.using(history::storeLive);
    }

    private void jobs() {
        history.using(varve -> {
            varve.bean(BackfillCycle.class).run(varve.clock().instant());
            varve.bean(RefreshCycle.class).run(varve.clock().instant());
            varve.bean(SettleCycle.class).run();
            assertThat(history.database
                            .jdbc()
                            .sql(
                                    "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                                            + " AND datname = current_database() AND state_change < now() - interval '5 seconds'")
                            .query(Long.class)
                            .single())
                    .isZero();
            return null;
        });
    }

    private void drain() {
        RunningVarve varve = history.using(running -> running);
        varve.clock().tick(Duration.ofMinutes(5));
        do {
            varve.bean(RefreshCycle.class).run(varve.clock().instant());
        } while (history.pending() > 0);
    }

    private void everythingIsThere() {
        Asking all = new Asking(2);
        all.days(0, DAYS);
        history.using(varve -> {
            assertThat(history.answer(varve, "month", 0, DAYS).stream()
                            .mapToLong(row -> row.path("values").path("count").asLong())
                            .sum())
                    .isEqualTo(history.newestFirst().size() * history.pointsPerDay());
            return null;
        });
        assertThat(Lemma.check(history.database.jdbc())).isPositive();
    }

    /** A day is loaded by one request, so it is there as a whole or not at all. */
    private final class Asking {

        private final Random random;
        private int asked;

        Asking(int seed) {
            random = new Random(seed);
        }

        void once() {
            int from = random.nextInt(DAYS);
            days(from, from + 1 + random.nextInt(DAYS - from));
            if (asked++ % 20 == 0) {
                Lemma.check(history.database.jdbc());
            }
        }

        void days(int from, int to) {
            history.using(varve -> {
                List<Day> before = history.storedWithin(from, to);
                List<Day> found = new ArrayList<>();
                for (JsonNode row : history.answer(varve, "day", from, to)) {
                    Day day = history.dayOf(row);
                    assertThat(row.path("values")).as(row.toString()).isEqualTo(history.expected(day));
                    found.add(day);
                }
                assertThat(found).doesNotHaveDuplicates().containsAll(before);
                assertThat(history.begunWithin(from, to)).containsAll(found);
                return null;
            });
        }
    }
}
