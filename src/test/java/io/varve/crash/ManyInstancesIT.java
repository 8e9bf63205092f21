package io.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OPS13: three instances on one database. The clock that each of them reads is wrong by an hour for two: more than clocks of
 * machines could do, which none of them reads. One is stopped in the middle of a refresh while the others go on.
 */
class ManyInstancesIT {

    private static final long SEED = Long.getLong("varve.crash.seed", 1);
    private static final List<String> SKEWS = List.of("0", "1h", "-1h");
    private static final int PAUSED = 2;
    private static final double RATE = 600;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Of the virtual clock; the jobs run every 200 ms of the real one, so this is dozens of times. */
    private static final Duration PAUSE = Duration.ofHours(1);

    private static final String LAG = "SELECT max(lag_seconds) FROM rollup.progress(public.clock_timestamp(), '0')";

    private volatile boolean isPaused;

    @Test
    void instances_share_the_work_whatever_their_clocks_say_and_however_long_one_stands_still(@TempDir Path directory)
            throws IOException {
        try (Site site = new Site(directory)) {
            Questions questions = new Questions(site);
            for (int instance = 0; instance < SKEWS.size(); instance++) {
                site.start(instance, SKEWS.get(instance));
            }
            for (int instance = 0; instance < SKEWS.size(); instance++) {
                site.awaitStarted(instance);
            }
            try (Load load = new Load(site, questions, SEED, this::instance)) {
                load.begin();
                site.clock.run(RATE);
                load.go(Instant.MIN);
                awaitWorkOfAll(site);
                standStill(site);
                awaitWorkOfAll(site);
                load.pause();
                Aftermath aftermath = new Aftermath(site, questions, new Random(SEED));
                aftermath.check(0);
                assertThat(site.owner.sql(LAG).query(Double.class).single()).isZero();
                for (int instance = 1; instance < SKEWS.size(); instance++) {
                    questions.askForAll(instance, site.clock.now(), aftermath.rawFloor());
                }
                report(site, questions, aftermath);
            }
        }
    }

    /** Nobody asks who stands still, or all would soon wait for it. */
    private int instance(int number) {
        int instance = number % SKEWS.size();
        return isPaused && instance == PAUSED ? 0 : instance;
    }

    /** Each writes buckets again, refreshed by itself. */
    private static void awaitWorkOfAll(Site site) {
        for (int instance = 0; instance < SKEWS.size(); instance++) {
            int one = instance;
            long before = site.sentinel.writes(one);
            await("work of instance " + one).atMost(PATIENCE).until(() -> site.sentinel.writes(one) > before);
        }
    }

    /** It comes back in the middle of a round that began long ago, with the time of then. */
    private void standStill(Site site) {
        long process = site.service(PAUSED).pid();
        try (Gate gate = Gate.close(site.server, PAUSED, Point.BETWEEN_FENCE_AND_WATERMARK)) {
            gate.awaitWaiting();
            isPaused = true;
            Site.signal("STOP", process);
        }
        OffsetDateTime before = watermark(site);
        await("progress of the others")
                .atMost(PATIENCE)
                .until(() -> watermark(site).isAfter(before.plus(PAUSE)));
        Site.signal("CONT", process);
        isPaused = false;
    }

    /** Of the tier that is built from tiers and moves most often. */
    private static OffsetDateTime watermark(Site site) {
        return site.owner
                .sql("SELECT position FROM rollup.watermark WHERE tier_id = 2")
                .query(OffsetDateTime.class)
                .single();
    }

    private static void report(Site site, Questions questions, Aftermath aftermath) {
        System.out.printf(
                "three instances: seed %d, %d, %d and %d buckets written, %d points acknowledged, %d values and %d stored"
                        + " buckets compared%n",
                SEED,
                site.sentinel.writes(0),
                site.sentinel.writes(1),
                site.sentinel.writes(2),
                site.ledger.acknowledgedPoints(),
                questions.compared(),
                aftermath.buckets());
        assertThat(site.ledger.acknowledgedPoints()).isGreaterThan(100);
        assertThat(questions.compared()).isGreaterThan(1_000);
    }
}
