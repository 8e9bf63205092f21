package io.varve.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs together what several threads ask for at once: what comes while earlier work is under way waits, and then one
 * of the threads that wait performs all of it as a group. Nobody waits for company. A group that fails spoils nothing:
 * each of its threads then performs its own item by itself.
 *
 * @param <T> what is asked for
 * @param <R> what comes of it
 */
final class Combiner<T, R> {

    private static final Logger LOG = LoggerFactory.getLogger(Combiner.class);

    private final int slots;
    private final BiPredicate<List<T>, T> fits;
    private final Function<List<T>, List<R>> work;
    private final Queue<Call> waiting = new ArrayDeque<>();
    private int busy;

    /**
     * @param slots how many groups are performed at a time; what is performed after its group failed comes on top
     * @param fits whether one more item can join a group
     * @param work performs a group, all or nothing, and gives the results in its order
     */
    Combiner(int slots, BiPredicate<List<T>, T> fits, Function<List<T>, List<R>> work) {
        this.slots = slots;
        this.fits = fits;
        this.work = work;
    }

    /** What comes of this item, as if it were performed alone. */
    R perform(T item) {
        Call call = new Call(item);
        enter(call);
        return call.turn.join().get();
    }

    private final class Call {
        private final T item;

        /** What the call's own thread has to do for its result. */
        private final CompletableFuture<Supplier<R>> turn = new CompletableFuture<>();

        Call(T item) {
            this.item = item;
        }

        R alone() {
            return work.apply(List.of(item)).get(0);
        }
    }

    private synchronized void enter(Call call) {
        waiting.add(call);
        if (busy < slots) {
            busy++;
            startGroup();
        }
    }

    private synchronized void leave() {
        if (waiting.isEmpty()) {
            busy--;
        } else {
            startGroup();
        }
    }

    /** Whoever has waited longest performs his own item and those of all others that fit. */
    private void startGroup() {
        Call leader = waiting.remove();
        List<Call> group = new ArrayList<>(List.of(leader));
        List<T> items = new ArrayList<>(List.of(leader.item));
        for (Iterator<Call> others = waiting.iterator(); others.hasNext(); ) {
            Call other = others.next();
            if (fits.test(items, other.item)) {
                others.remove();
                group.add(other);
                items.add(other.item);
            }
        }
        leader.turn.complete(group.size() == 1 ? () -> leadAlone(leader) : () -> lead(group, items));
    }

    private R leadAlone(Call leader) {
        try {
            return leader.alone();
        } finally {
            leave();
        }
    }

    private R lead(List<Call> group, List<T> items) {
        List<Supplier<R>> turns = new ArrayList<>();
        group.forEach(call -> turns.add(call::alone));
        try {
            List<R> results = work.apply(items);
            IntStream.range(0, turns.size()).forEach(i -> turns.set(i, () -> results.get(i)));
        } catch (RuntimeException e) {
            LOG.debug("{} items are performed one by one: {}", items.size(), e.getMessage());
        } finally {
            leave();
            IntStream.range(1, turns.size()).forEach(i -> group.get(i).turn.complete(turns.get(i)));
        }
        return turns.get(0).get();
    }
}
