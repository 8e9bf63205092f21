package io.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** What has to be true after a fault, with nobody writing: how it is found out, and what has become of unanswered requests. */
final class Aftermath {

    private static final long FIVE_MINUTES = 300_000_000;

    private final Site site;
    private final Questions questions;
    private final Random random;
    private int whole;
    private int absent;
    private long buckets;
    private long hours;

    Aftermath(Site site, Questions questions, Random random) {
        this.site = site;
        this.questions = questions;
        this.random = random;
    }

    int whole() {
        return whole;
    }

    int absent() {
        return absent;
    }

    /** Stored buckets that were recomputed. */
    long buckets() {
        return buckets;
    }

    /** Rows of the custom rollup that were compared. */
    long hours() {
        return hours;
    }

    void check(int instance) throws IOException {
        for (Batch batch : site.ledger.unknown()) {
            settle(instance, batch);
        }
        site.clock.run(0);
        site.sentinel.awaitDrained();
        questions.askForAll(instance, site.clock.now(), rawFloor());
        buckets += site.sentinel.checkLemma();
        hours += site.hours.check(site.ledger, site.clock.now());
        site.sentinel.assertNothingForbiddenHappened();
    }

    Instant rawFloor() {
        return site.owner
                .sql("SELECT position FROM rollup.floor WHERE layer_id = 0 AND isfinite(position)")
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant)
                .orElse(Instant.MIN);
    }

    /** Finds out whether an unanswered batch is stored; every other one is sent again, as a careful sender would. */
    private void settle(int instance, Batch batch) throws IOException {
        boolean stored = isStored(instance, batch);
        if (stored) {
            whole++;
        } else {
            absent++;
        }
        if (random.nextBoolean()) {
            HttpResponse<String> answer = site.post(instance, batch.path(), batch.body());
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
            site.ledger.acknowledge(batch);
        } else if (stored) {
            site.ledger.acknowledge(batch);
        } else {
            site.ledger.withdraw(batch);
        }
    }

    private boolean isStored(int instance, Batch batch) throws IOException {
        Optional<Boolean> stored = Optional.empty();
        for (String series :
                batch.points.stream().map(Batch.Written::series).distinct().toList()) {
            boolean here = isStored(instance, batch, series);
            assertThat(here).as("stored as %s as the rest of the batch", series).isEqualTo(stored.orElse(here));
            stored = Optional.of(here);
        }
        return stored.orElseThrow();
    }

    /** The whole answer has to be that with the batch, or that without. */
    private boolean isStored(int instance, Batch batch, String series) throws IOException {
        NaiveRollup own = site.ledger.oracle(series, Long.MIN_VALUE, Long.MAX_VALUE, each -> each == batch);
        long start = NaiveRollup.bucketStart("300s", own.points().firstKey().micros());
        long end = NaiveRollup.bucketStart("300s", own.points().lastKey().micros()) + FIVE_MINUTES;
        JsonNode answer = questions.ask(instance, series, "300s", start, end);
        long with = count(series, start, end, each -> each.isKnown() || each == batch);
        long without = count(series, start, end, Batch::isKnown);
        long counted = 0;
        for (JsonNode row : answer.get("results")) {
            counted += row.get("values").get("count").asLong();
        }
        assertThat(counted).as("points of %s", series).isIn(with, without);
        return counted == with;
    }

    private long count(String series, long start, long end, Predicate<Batch> which) {
        SortedMap<Long, Summary> buckets = site.ledger.rollup(series, "300s", start, end, which);
        return buckets.values().stream().mapToLong(Summary::count).sum();
    }

    /** Everything that has expired goes, now that nobody is in the way. */
    void finishRetention(int instance) {
        await("retention")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    HttpResponse<String> answer = site.post(instance, "/api/retention-policies/run", "");
                    return answer.statusCode() == 200 && answer.body().contains("\"complete\":true");
                });
        assertThat(site.owner
                        .sql("SELECT count(*) FROM rollup.expired_partition")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
