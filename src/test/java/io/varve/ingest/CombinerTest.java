package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Items are numbers, the result of n is 10 n; 0 is performed until it is let go, and below 0 fails. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CombinerTest {

    private final List<List<Integer>> performed = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch hold = new CountDownLatch(1);

    @Test
    void what_comes_while_others_are_performed_is_one_group_and_each_gets_its_own_result() throws Exception {
        Combiner<Integer, Integer> combiner = combiner(1);
        FutureTask<Integer> first = start(combiner, 0);
        List<FutureTask<Integer>> others = List.of(start(combiner, 1), start(combiner, 2), start(combiner, 3));
        hold.countDown();
        assertThat(first.get()).isZero();
        assertThat(others).extracting(FutureTask::get).containsExactly(10, 20, 30);
        assertThat(performed).containsExactly(List.of(0), List.of(1, 2, 3));
        assertThat(combiner.perform(4)).isEqualTo(40);
    }

    @Test
    void what_does_not_fit_waits_for_the_next_group_and_lets_others_pass() throws Exception {
        Combiner<Integer, Integer> combiner = combiner(1);
        start(combiner, 0);
        List<FutureTask<Integer>> others =
                List.of(start(combiner, 1), start(combiner, 1), start(combiner, 2), start(combiner, 1));
        hold.countDown();
        assertThat(others).extracting(FutureTask::get).containsExactly(10, 10, 20, 10);
        assertThat(performed).containsExactly(List.of(0), List.of(1, 2), List.of(1), List.of(1));
    }

    @Test
    void who_finds_a_free_slot_waits_for_nobody() throws Exception {
        Combiner<Integer, Integer> combiner = combiner(2);
        FutureTask<Integer> slow = start(combiner, 0);
        assertThat(combiner.perform(1)).isEqualTo(10);
        assertThat(combiner.perform(2)).isEqualTo(20);
        assertThat(slow).isNotDone();
        hold.countDown();
        assertThat(slow.get()).isZero();
    }

    @Test
    void a_group_that_fails_is_performed_one_by_one_and_only_who_is_at_fault_fails() throws Exception {
        Combiner<Integer, Integer> combiner = combiner(1);
        FutureTask<Integer> first = start(combiner, 0);
        List<FutureTask<Integer>> good = List.of(start(combiner, 1), start(combiner, 2));
        FutureTask<Integer> bad = start(combiner, -3);
        hold.countDown();
        assertThat(first.get()).isZero();
        assertThat(good).extracting(FutureTask::get).containsExactly(10, 20);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(bad::get)
                .withCauseExactlyInstanceOf(IllegalArgumentException.class);
        assertThat(performed)
                .containsExactlyInAnyOrder(List.of(0), List.of(1, 2, -3), List.of(1), List.of(2), List.of(-3));
        assertThat(combiner.perform(4)).isEqualTo(40);
    }

    @Test
    void who_leads_a_group_that_fails_is_performed_by_itself_too() throws Exception {
        Combiner<Integer, Integer> combiner = combiner(1);
        start(combiner, 0);
        FutureTask<Integer> bad = start(combiner, -1);
        FutureTask<Integer> good = start(combiner, 2);
        hold.countDown();
        assertThat(good.get()).isEqualTo(20);
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(bad::get);
    }

    @Test
    void not_even_an_error_keeps_the_slot_or_leaves_anybody_waiting() throws Exception {
        Combiner<Integer, Integer> combiner = new Combiner<>(1, (group, item) -> true, group -> {
            performed.add(group);
            if (group.equals(List.of(0))) {
                awaitHold();
            }
            if (group.size() > 1) {
                throw new StackOverflowError();
            }
            return group;
        });
        start(combiner, 0);
        FutureTask<Integer> leader = start(combiner, 1);
        FutureTask<Integer> other = start(combiner, 2);
        hold.countDown();
        assertThat(other.get()).isEqualTo(2);
        assertThatThrownBy(leader::get).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(combiner.perform(3)).isEqualTo(3);
    }

    private Combiner<Integer, Integer> combiner(int slots) {
        return new Combiner<>(slots, (group, item) -> !group.contains(item), group -> {
            performed.add(group);
            if (group.contains(0)) {
                awaitHold();
            }
            if (group.stream().anyMatch(item -> item < 0)) {
                throw new IllegalArgumentException();
            }
            return group.stream().map(item -> item * 10).toList();
        });
    }

    private void awaitHold() {
        try {
            hold.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns once the thread waits: for its turn, or, with 0, to be let go. */
    private static FutureTask<Integer> start(Combiner<Integer, Integer> combiner, int item) {
        FutureTask<Integer> task = new FutureTask<>(() -> combiner.perform(item));
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return task;
    }
}
