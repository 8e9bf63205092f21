package io.varve.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.NaiveRollup.Summary;
import org.jspecify.annotations.Nullable;

/** How near an answer has to be to the oracle's. */
public final class Agreement {

    private Agreement() {}

    /**
     * Order of addition may differ, so sums may by 1e-12 of the sum of magnitudes; count, extremes and ends may not.
     *
     * @param actual null for null
     */
    public static void check(String what, String function, @Nullable Double actual, Summary expected) {
        double magnitudes = expected.count() * Math.max(Math.abs(expected.min()), Math.abs(expected.max()));
        switch (function) {
            case "sum" -> assertThat(actual).as(what).isCloseTo(expected.sum(), within(1e-12 * magnitudes));
            case "avg" ->
                assertThat(actual).as(what).isCloseTo(expected.avg(), within(1e-12 * magnitudes / expected.count()));
            case "stddev", "variance" -> checkSpread(what, function, actual, expected);
            case "count", "min", "max", "first", "last", "distinct", "mode" ->
                assertThat(actual).as(what).isEqualTo(expected.of(function));
            default ->
                assertThat(actual)
                        .as(what)
                        .isCloseTo(expected.of(function), within(1e-12 * magnitudes / expected.count()));
        }
    }

    private static void checkSpread(String what, String function, @Nullable Double actual, Summary expected) {
        if (expected.count() < 2) {
            assertThat(actual).as(what).isNull();
            return;
        }
        double scale = Math.max(Math.abs(expected.min()), Math.abs(expected.max()));
        double rounding = function.equals("variance") ? 1e-14 * scale * scale : 1e-7 * scale;
        assertThat(actual).as(what).isCloseTo(expected.of(function), within(1e-9 * expected.of(function) + rounding));
    }
}
