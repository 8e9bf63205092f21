package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.rollup.Window.Measured;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prior art's D6 made its windows grow for ever: these follow what was measured, both ways. */
class WindowTest {

    private static final double TARGET = 10;

    @ParameterizedTest
    @CsvSource({"320, 0.03125", "40, 0.25", "20, 0.5", "5, 2", "2.5, 4"})
    void from_the_usual_it_comes_to_the_target_within_four_runs(double secondsOfTheUsual, double size) {
        assertThat(after(4, new Window(1), secondsOfTheUsual).size()).isCloseTo(size, within(size / 4));
    }

    @Test
    void it_shrinks_when_things_get_slow_and_grows_again_when_they_do_not() {
        Window slow = after(4, new Window(1), 160);
        assertThat(slow.size()).isCloseTo(1.0 / 16, within(0.02));
        assertThat(after(4, slow, 10).size()).isCloseTo(1, within(0.2));
    }

    @Test
    void where_each_thing_done_has_a_price_of_its_own_it_converges_too() {
        Window window = new Window(4);
        for (int run = 0; run < 6; run++) {
            window = window.after(new Measured(4 + 48 * window.size(), 1, 1, true), TARGET);
        }
        assertThat(4 + 48 * window.size()).isBetween(TARGET / 1.25, TARGET * 1.25);
    }

    @Test
    void it_stays_within_its_bounds() {
        assertThat(after(10, new Window(1), 1e9).size()).isEqualTo(Window.LEAST);
        assertThat(after(10, new Window(1), 0).size()).isEqualTo(Window.MOST);
        assertThat(new Window(Double.MAX_VALUE).size()).isEqualTo(Window.MOST);
    }

    @Test
    void what_left_nothing_to_do_makes_it_no_larger_but_may_make_it_smaller() {
        assertThat(new Window(1).after(new Measured(0.1, 5, 1, false), TARGET)).isEqualTo(new Window(1));
        assertThat(new Window(1).after(new Measured(20, 5, 1, false), TARGET)).isEqualTo(new Window(0.5));
    }

    @Test
    void what_was_slow_though_it_was_not_much_counts_by_how_much_it_was() {
        assertThat(new Window(1).after(new Measured(20, 5, 0.01, false), TARGET))
                .isEqualTo(new Window(0.005));
    }

    @Test
    void what_is_close_is_left_alone() {
        assertThat(new Window(1).after(new Measured(11, 5, 1, true), TARGET)).isEqualTo(new Window(1));
        assertThat(new Window(1).after(new Measured(9, 5, 1, true), TARGET)).isEqualTo(new Window(1));
    }

    @Test
    void a_single_measurement_does_not_change_it_by_more_than_four() {
        assertThat(new Window(1).after(new Measured(4000, 5, 1, true), TARGET)).isEqualTo(new Window(0.25));
        assertThat(new Window(0.25).after(new Measured(0.001, 5, 1, true), TARGET))
                .isEqualTo(new Window(1));
    }

    @Test
    void too_many_rows_make_it_smaller_however_quick_they_were() {
        assertThat(new Window(1).after(new Measured(1, 2 * Window.MOST_ROWS, 1, true), TARGET))
                .isEqualTo(new Window(0.5));
        assertThat(new Window(1).after(new Measured(1, Window.MOST_ROWS, 1, true), TARGET))
                .isEqualTo(new Window(1));
    }

    /** After so many runs, each of which takes as long as it takes at once. */
    private static Window after(int runs, Window from, double secondsOfTheUsual) {
        return IntStream.range(0, runs)
                .boxed()
                .reduce(
                        from,
                        (window, run) ->
                                window.after(new Measured(secondsOfTheUsual * window.size(), 1, 1, true), TARGET),
                        (a, b) -> b);
    }
}
