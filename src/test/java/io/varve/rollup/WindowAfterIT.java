package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** {@code rollup.window_after}: prior art's D6 made its windows grow for ever, these follow what was measured, both ways. */
@ExtendWith(DatabaseExtension.class)
class WindowAfterIT {

    private static final double LEAST = 1.0 / 4096;
    private static final double MOST = 4;
    private static final int MOST_ROWS = 1_000_000;
    private static final double TARGET = 10;

    private final JdbcClient jdbc;

    WindowAfterIT(TestDatabase database) {
        this.jdbc = database.jdbc();
    }

    /** What was done by a window of a size. */
    private record Done(double size, double seconds, long rows, double used, boolean isFull, double target) {}

    @ParameterizedTest
    @CsvSource({"320, 0.03125", "40, 0.25", "20, 0.5", "5, 2", "2.5, 4"})
    void from_the_usual_it_comes_to_the_target_within_four_runs(double secondsOfTheUsual, double size) {
        assertThat(after(4, 1, secondsOfTheUsual)).isCloseTo(size, within(size / 4));
    }

    @Test
    void it_shrinks_when_things_get_slow_and_grows_again_when_they_do_not() {
        double slow = after(4, 1, 160);
        assertThat(slow).isCloseTo(1.0 / 16, within(0.02));
        assertThat(after(4, slow, 10)).isCloseTo(1, within(0.2));
    }

    @Test
    void where_each_thing_done_has_a_price_of_its_own_it_converges_too() {
        double window = 4;
        for (int run = 0; run < 6; run++) {
            window = after(new Done(window, 4 + 48 * window, 1, 1, true, TARGET));
        }
        assertThat(4 + 48 * window).isBetween(TARGET / 1.25, TARGET * 1.25);
    }

    @Test
    void it_stays_within_its_bounds() {
        assertThat(after(10, 1, 1e9)).isEqualTo(LEAST);
        assertThat(after(10, 1, 0)).isEqualTo(MOST);
    }

    @Test
    void what_left_nothing_to_do_makes_it_no_larger_but_may_make_it_smaller() {
        assertThat(after(new Done(1, 0.1, 5, 1, false, TARGET))).isEqualTo(1);
        assertThat(after(new Done(1, 20, 5, 1, false, TARGET))).isEqualTo(0.5);
    }

    @Test
    void what_was_slow_though_it_was_not_much_counts_by_how_much_it_was() {
        assertThat(after(new Done(1, 20, 5, 0.01, false, TARGET))).isEqualTo(0.005);
        assertThat(after(new Done(1, 20, 0, 0, false, TARGET)))
                .as("a jump over nothing")
                .isEqualTo(1);
    }

    @Test
    void what_is_close_is_left_alone() {
        assertThat(after(new Done(1, 11, 5, 1, true, TARGET))).isEqualTo(1);
        assertThat(after(new Done(1, 9, 5, 1, true, TARGET))).isEqualTo(1);
    }

    @Test
    void a_single_measurement_does_not_change_it_by_more_than_four() {
        assertThat(after(new Done(1, 4000, 5, 1, true, TARGET))).isEqualTo(0.25);
        assertThat(after(new Done(0.25, 0.001, 5, 1, true, TARGET))).isEqualTo(1);
    }

    @Test
    void too_many_rows_make_it_smaller_however_quick_they_were() {
        assertThat(after(new Done(1, 1, 2 * MOST_ROWS, 1, true, TARGET))).isEqualTo(0.5);
        assertThat(after(new Done(1, 1, MOST_ROWS, 1, true, TARGET))).isEqualTo(1);
    }

    @Test
    void of_two_that_took_as_much_at_the_same_time_the_last_one_counts_and_not_both() {
        for (int session = 0; session < 2; session++) {
            assertThat(jdbc.sql(
                                    "SELECT rollup.adapt_window('1h', 'batch', 1, clock_timestamp() - interval '41 seconds', 1234, 1, true,"
                                            + " interval '10 seconds', NULL, now())")
                            .query(String.class)
                            .single())
                    .matches(
                            "batch window is 0\\.250, was 1\\.00: 1,234 entries were recomputed in 41\\.[0-9] s of 10\\.0 s");
        }
        assertThat(jdbc.sql("SELECT rollup.kept_window('1h', w) FROM unnest('{batch, forward}'::text[]) AS w")
                        .query(Double.class)
                        .list())
                .containsExactly(0.25, 1.0);
    }

    @Test
    void it_is_the_rule_of_the_decision_for_whatever_was_measured() {
        Random random = new Random(43);
        List<Done> all = IntStream.range(0, 5000)
                .mapToObj(n -> new Done(
                        LEAST * Math.pow(2, 14 * random.nextDouble()),
                        Math.pow(10, 10 * random.nextDouble() - 6),
                        random.nextInt(3) == 0 ? random.nextInt(8 * MOST_ROWS) : random.nextInt(1000),
                        random.nextInt(4) == 0 ? random.nextDouble() : random.nextInt(9) == 0 ? 0 : 1,
                        random.nextBoolean(),
                        Math.pow(10, 5.5 * random.nextDouble() - 2)))
                .toList();
        List<Double> next = after(all);
        for (int n = 0; n < all.size(); n++) {
            double expected = expected(all.get(n));
            assertThat(next.get(n)).as("%s", all.get(n)).isCloseTo(expected, within(expected * 1e-9));
        }
    }

    /** Decision 31, from the other end: between which sizes it comes to lie. */
    private static double expected(Done done) {
        double byTime = done.size() * done.target() / done.seconds();
        double byRows = done.rows() == 0 ? Double.MAX_VALUE : done.size() * MOST_ROWS / done.rows();
        double wanted = Math.min(byTime, byRows);
        boolean close = wanted > 0.8 * done.size() && wanted < 1.25 * done.size();
        boolean grows = wanted > done.size();
        if (close || done.used() == 0 || grows && !done.isFull()) {
            return done.size();
        }
        double within = Math.max(done.size() / 4, Math.min(done.size() * 4, wanted));
        return Math.max(LEAST, Math.min(MOST, grows ? within : within * done.used()));
    }

    private double after(Done done) {
        return after(List.of(done)).get(0);
    }

    private List<Double> after(List<Done> all) {
        return jdbc.sql("SELECT rollup.window_after(size, seconds, row_count, used, is_full, target)"
                        + " FROM unnest(?::float8[], ?::float8[], ?::bigint[], ?::float8[], ?::boolean[], ?::float8[])"
                        + " WITH ORDINALITY AS d (size, seconds, row_count, used, is_full, target, n) ORDER BY n")
                .params(
                        array("float8", all.stream().map(Done::size).toArray()),
                        array("float8", all.stream().map(Done::seconds).toArray()),
                        array("bigint", all.stream().map(Done::rows).toArray()),
                        array("float8", all.stream().map(Done::used).toArray()),
                        array("boolean", all.stream().map(Done::isFull).toArray()),
                        array("float8", all.stream().map(Done::target).toArray()))
                .query(Double.class)
                .list();
    }

    private static SqlArrayValue array(String type, Object[] values) {
        return new SqlArrayValue(type, values);
    }

    /** After so many runs, each of which takes as long as it takes at once. */
    private double after(int runs, double from, double secondsOfTheUsual) {
        double window = from;
        for (int run = 0; run < runs; run++) {
            window = after(new Done(window, secondsOfTheUsual * window, 1, 1, true, TARGET));
        }
        return window;
    }
}
