package io.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OPS15, TST17, SCL10: faults at every point of the protocol, while two write and one asks: nothing acknowledged is lost or counted twice, what
 * was not is stored as a whole or not at all, and every answer, during and after, is the oracle's. {@code
 * -Dvarve.crash.rounds=72} lets every fault happen at every point, {@code -Dvarve.crash.seed=7} plays others.
 */
class CrashIT {

    private static final long SEED = Long.getLong("varve.crash.seed", 1);
    private static final int POINTS = Point.values().length;
    private static final int FAULTS = Fault.values().length;
    private static final int ROUNDS = Integer.getInteger("varve.crash.rounds", POINTS);

    /** Seconds in one: hours and days end while the test runs. */
    private static final double RATE = 600;

    /** In a long run longer than the service waits for an answer of the database, too. */
    private static final Duration BACKEND_FROZEN = ROUNDS > POINTS ? Duration.ofSeconds(38) : Site.BEYOND_TIMEOUTS;

    @Test
    void nothing_acknowledged_is_lost_and_every_answer_stays_right(@TempDir Path directory) throws Exception {
        List<String> done = new ArrayList<>();
        try {
            play(directory, done);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Dvarve.crash.seed=%d, after %s: %s".formatted(SEED, done, e.getMessage()), e);
        }
    }

    private static void play(Path directory, List<String> done) throws IOException {
        long began = System.nanoTime();
        Random random = new Random(SEED);
        List<Point> points = new ArrayList<>(List.of(Point.values()));
        Collections.shuffle(points, random);
        try (Site site = new Site(directory)) {
            Questions questions = new Questions(site);
            Aftermath aftermath = new Aftermath(site, questions, random);
            site.start(0, "0");
            site.awaitStarted(0);
            try (Load load = new Load(site, questions, SEED, number -> 0)) {
                load.begin();
                int first = random.nextInt(FAULTS);
                for (int round = 0; round < ROUNDS; round++) {
                    Point point = points.get(round % POINTS);
                    Fault fault = Fault.values()[(first + round % POINTS + round / POINTS) % FAULTS];
                    done.add(fault + " at " + point);
                    play(site, load, aftermath, point, fault);
                }
            }
            report(site, questions, aftermath, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private static void play(Site site, Load load, Aftermath aftermath, Point point, Fault fault) throws IOException {
        if (point.isOfRetention()) {
            // At least one month is over then.
            site.clock.jump(Duration.ofDays(40));
        }
        site.clock.run(RATE);
        load.go(aftermath.rawFloor());
        try (Retention retention = new Retention(site, point.isOfRetention())) {
            new Faults(site, BACKEND_FROZEN).happen(point, fault, load::leaveUnknown);
        }
        load.pause();
        if (point.isOfRetention()) {
            aftermath.finishRetention(0);
        }
        aftermath.check(0);
    }

    private static void report(Site site, Questions questions, Aftermath aftermath, Duration took) {
        System.out.printf(
                "crash suite: seed %d, %d faults at %d points, %d points acknowledged, %d unanswered batches whole and %d absent,"
                        + " %d values and %d stored buckets compared, %d answers from a custom rollup and %d of its hours, %d requests refused, in %d s%n",
                SEED,
                ROUNDS,
                Math.min(ROUNDS, POINTS),
                site.ledger.acknowledgedPoints(),
                aftermath.whole(),
                aftermath.absent(),
                questions.compared(),
                aftermath.buckets(),
                questions.rolled(),
                aftermath.hours(),
                questions.refused(),
                took.toSeconds());
        assertThat(site.ledger.acknowledgedPoints()).isGreaterThan(20L * ROUNDS);
        assertThat(questions.compared()).isGreaterThan(500L * ROUNDS);
        assertThat(aftermath.buckets()).isGreaterThan(10L * ROUNDS);
        assertThat(questions.rolled()).isGreaterThan(ROUNDS);
        assertThat(aftermath.hours()).isGreaterThan(10L * ROUNDS);
        assertThat(aftermath.whole() + aftermath.absent()).isGreaterThanOrEqualTo(ROUNDS / POINTS);
        assertThat(site.sentinel.writes(0)).isPositive();
    }
}
