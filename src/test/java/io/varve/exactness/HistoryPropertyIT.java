package io.varve.exactness;

import io.varve.support.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happened and whatever the jobs have or have not done yet, an answer is the oracle's. One seed by default;
 * {@code -Dvarve.property.seeds=100} plays more, {@code -Dvarve.property.seed=7} replays one, {@code
 * -Dvarve.property.length=500} makes histories longer. A failure prints its seed and a shortened history.
 */
class HistoryPropertyIT {

    private static final int LENGTH = Integer.getInteger("varve.property.length", 80);
    private static final int SHRINKING_RUNS = 20;

    static LongStream seeds() {
        return Seeds.first(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_answer_equals_the_oracle_at_that_moment(long seed) {
        check(seed, History.of(seed, LENGTH));
    }

    /** RET15, SCL8: what is removed changes no answer at a resolution that is kept. */
    @ParameterizedTest
    @MethodSource("seeds")
    void every_answer_equals_the_oracle_whatever_has_been_removed(long seed) {
        check(seed, History.withRetention(seed, LENGTH));
    }

    private static void check(long seed, List<Step> steps) {
        Throwable failure = failureOf(steps);
        if (failure != null) {
            List<Step> shortened = shorten(steps);
            throw new AssertionError(
                    "seed %d, history of %d steps shortened to %d:%n%s"
                            .formatted(seed, steps.size(), shortened.size(), lines(shortened)),
                    failure);
        }
    }

    /** Leaves out halves, then quarters, and so on, as long as the rest still fails. */
    private static List<Step> shorten(List<Step> steps) {
        List<Step> shortest = steps;
        int runs = 0;
        for (int size = steps.size() / 2; size > 0 && runs < SHRINKING_RUNS; size /= 2) {
            for (int from = History.FIRST_STEPS; from + size <= shortest.size() && runs < SHRINKING_RUNS; runs++) {
                List<Step> candidate = new ArrayList<>(shortest);
                candidate.subList(from, from + size).clear();
                if (failureOf(candidate) != null) {
                    shortest = candidate;
                } else {
                    from += size;
                }
            }
        }
        return shortest;
    }

    private static @Nullable Throwable failureOf(List<Step> steps) {
        try {
            Replay.play(steps);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }

    private static String lines(List<Step> steps) {
        return String.join("\n", steps.stream().map(Step::toString).toList());
    }
}
