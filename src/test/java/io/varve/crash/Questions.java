package io.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.Agreement;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the service, and holds every value against what the {@link Ledger} says must and may be stored. */
final class Questions {

    /** All of them are answered from what is kept for ever. */
    private static final List<String> INTERVALS = List.of("300s", "hour", "day", "week", "month");

    private static final List<String> FUNCTIONS =
            List.of("count", "sum", "min", "max", "avg", "first", "last", "stddev", "variance");

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration ALL = Duration.ofDays(400);

    private final Site site;
    private final LongAdder compared = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder rolled = new LongAdder();

    Questions(Site site) {
        this.site = site;
    }

    long compared() {
        return compared.sum();
    }

    /** Answers that did not come, because something was away. */
    long refused() {
        return refused.sum();
    }

    /** Answers that were read from the custom rollup, in part at least. */
    long rolled() {
        return rolled.sum();
    }

    /** Everything acknowledged before counts, and nothing that had not been sent by then. */
    void askWhileOthersWrite(int instance, String series, Random random, Instant now) throws IOException {
        String interval = INTERVALS.get(random.nextInt(3));
        Instant from = now.minus(Duration.ofHours(1 + random.nextInt(interval.equals("300s") ? 6 : 60)));
        long start = NaiveRollup.bucketStart(interval, NaiveRollup.micros(from));
        long end = NaiveRollup.bucketStart(interval, NaiveRollup.micros(now.plus(Duration.ofDays(2))));
        long before = site.ledger.tick();
        JsonNode answer = ask(instance, series, interval, start, end);
        long after = site.ledger.tick();
        compare(
                series + " by " + interval + " while others write",
                answer,
                site.ledger.rollup(series, interval, start, end, batch -> batch.acknowledged < before),
                site.ledger.rollup(series, interval, start, end, batch -> batch.sent < after));
    }

    /** While nobody writes: every bucket of every interval, and every point that is kept as one. */
    void askForAll(int instance, Instant now, Instant rawFloor) throws IOException {
        long start = NaiveRollup.bucketStart("month", NaiveRollup.micros(now.minus(ALL)));
        long end = NaiveRollup.bucketStart("month", NaiveRollup.micros(now.plus(Duration.ofDays(40))));
        for (int writer = 0; writer < Load.WRITERS; writer++) {
            for (String series : Writer.series(writer)) {
                NaiveRollup oracle = site.ledger.oracle(series, start, end, Batch::isKnown);
                for (String interval : INTERVALS) {
                    compareAll(instance, series, interval, start, end, oracle);
                }
                long floor = NaiveRollup.micros(rawFloor.isAfter(now.minus(ALL)) ? rawFloor : now.minus(ALL));
                comparePoints(instance, series, floor, end);
            }
        }
    }

    private void compareAll(int instance, String series, String interval, long start, long end, NaiveRollup oracle)
            throws IOException {
        SortedMap<Long, Summary> expected = oracle.rollup(interval, start, end, key -> true);
        JsonNode answer = ask(instance, series, interval, start, end);
        assertThat(answer.get("metadata").get("exact").asBoolean()).isTrue();
        compare(series + " by " + interval, answer, expected, expected);
    }

    private void comparePoints(int instance, String series, long start, long end) throws IOException {
        HttpResponse<String> answer = site.get(
                instance,
                "/api/timeseries?limit=100000&interval=raw&series=%s&start_time=%s&end_time=%s"
                        .formatted(series, time(start), time(end)));
        SortedMap<Long, Double> expected = new TreeMap<>();
        site.ledger
                .oracle(series, start, end, Batch::isKnown)
                .points()
                .forEach((key, value) -> expected.put(key.micros(), value));
        TreeMap<Long, Double> actual = new TreeMap<>();
        for (JsonNode row : JSON.readTree(answer.body()).get("results")) {
            Double twice = actual.put(micros(row.get("time")), row.get("value").asDouble());
            assertThat(twice).as("%s twice at %s", series, row.get("time")).isNull();
        }
        assertThat(actual).as("points of %s", series).isEqualTo(expected);
        compared.add(expected.size());
    }

    /** A refusal for now is the same as no answer. */
    JsonNode ask(int instance, String series, String interval, long start, long end) throws IOException {
        try {
            HttpResponse<String> answer = site.get(
                    instance,
                    "/api/timeseries?limit=100000&agg_func=%s&series=%s&interval=%s&start_time=%s&end_time=%s"
                            .formatted(String.join(",", FUNCTIONS), series, interval, time(start), time(end)));
            if (answer.statusCode() == 503) {
                throw new IOException(answer.body());
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode read = JSON.readTree(answer.body());
            if (read.get("metadata").get("segments").toString().contains(HourlyRollup.NAME)) {
                rolled.increment();
            }
            return read;
        } catch (IOException e) {
            refused.increment();
            throw e;
        }
    }

    private void compare(String what, JsonNode answer, SortedMap<Long, Summary> lower, SortedMap<Long, Summary> upper) {
        SortedMap<Long, JsonNode> actual = new TreeMap<>();
        answer.get("results").forEach(row -> actual.put(micros(row.get("bucket")), row.get("values")));
        TreeSet<Long> buckets = new TreeSet<>(actual.keySet());
        buckets.addAll(lower.keySet());
        for (long bucket : buckets) {
            compare(what + " at " + time(bucket), actual.get(bucket), lower.get(bucket), upper.get(bucket));
        }
    }

    private void compare(String what, @Nullable JsonNode values, @Nullable Summary lower, @Nullable Summary upper) {
        long count = values == null ? 0 : values.get("count").asLong();
        assertThat(count)
                .as("count of %s", what)
                .isBetween(lower == null ? 0 : lower.count(), upper == null ? 0 : upper.count());
        compared.increment();
        if (values != null && lower != null && upper != null && lower.count() == upper.count()) {
            for (String function : FUNCTIONS) {
                JsonNode value = values.get(function);
                Agreement.check(function + " of " + what, function, value.isNull() ? null : value.asDouble(), upper);
                compared.increment();
            }
        }
    }

    static String time(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L)
                .toString();
    }

    private static long micros(JsonNode time) {
        return NaiveRollup.micros(Instant.parse(time.asString()));
    }
}
