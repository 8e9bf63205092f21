package io.varve.crash;

import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** What was sent and what was acknowledged, in the order of one counter: the oracle's knowledge. */
final class Ledger {

    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final AtomicLong ticks = new AtomicLong();

    long tick() {
        return ticks.incrementAndGet();
    }

    void send(Batch batch) {
        batches.add(batch);
    }

    /** It is stored, by a 2xx or because it was found. */
    void acknowledge(Batch batch) {
        batch.acknowledged = tick();
        batch.known.complete(true);
    }

    /** It is not stored. Nobody may be asking meanwhile. */
    void withdraw(Batch batch) {
        batches.remove(batch);
        batch.known.complete(false);
    }

    /** Batches of which nobody knows yet whether they are stored. */
    List<Batch> unknown() {
        return batches.stream().filter(batch -> !batch.isKnown()).toList();
    }

    long acknowledgedPoints() {
        return batches.stream()
                .filter(Batch::isKnown)
                .mapToLong(batch -> batch.points.size())
                .sum();
    }

    /** The points of some batches and one series in [from, to). */
    NaiveRollup oracle(String series, long from, long to, Predicate<Batch> which) {
        NaiveRollup oracle = new NaiveRollup();
        for (Batch batch : batches) {
            if (which.test(batch)) {
                for (Batch.Written point : batch.points) {
                    if (point.series().equals(series) && point.micros() >= from && point.micros() < to) {
                        oracle.put(series, point.micros(), 0, point.value());
                    }
                }
            }
        }
        return oracle;
    }

    SortedMap<Long, Summary> rollup(String series, String interval, long from, long to, Predicate<Batch> which) {
        return oracle(series, from, to, which).rollup(interval, from, to, key -> true);
    }
}
