package io.varve.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;
import org.junit.jupiter.api.Test;

/** A step looks at about as many points as wanted, whatever it meets. */
class StrideTest {

    private static final BucketWidth MINUTE = BucketWidth.parse("1m");
    private static final BucketWidth YEAR = BucketWidth.parse("1y");

    private final Stride stride = new Stride();

    @Test
    void it_begins_with_a_hundred_days_of_one_series() {
        assertThat(stride.series(MINUTE)).isEqualTo(100);
        assertThat(stride.end(MINUTE, 0, 100)).isEqualTo(Micros.DAY);
        assertThat(stride.series(YEAR)).isEqualTo(1);
    }

    @Test
    void it_shrinks_where_much_is_found_and_grows_where_little_is() {
        stride.found(100_000_000);
        assertThat(stride.end(MINUTE, 0, 100)).isEqualTo(Micros.DAY / 4);
        stride.found(10);
        stride.found(10);
        assertThat(stride.end(MINUTE, 0, 100)).isEqualTo(4 * Micros.DAY);
    }

    @Test
    void a_step_is_a_bucket_at_least_and_a_century_of_one_series_at_most() {
        for (int i = 0; i < 50; i++) {
            stride.found(1_000_000_000);
        }
        assertThat(stride.end(MINUTE, 0, 1_000)).isEqualTo(60 * Micros.SECOND);
        assertThat(stride.end(YEAR, 0, 1)).isEqualTo(365 * Micros.DAY);
        for (int i = 0; i < 50; i++) {
            stride.found(1);
        }
        assertThat(stride.series(YEAR)).isEqualTo(100);
        assertThat(stride.end(MINUTE, 0, 1)).isEqualTo(36_600 * Micros.DAY);
    }

    @Test
    void nothing_found_says_nothing_about_the_series_that_come_next() {
        for (int i = 0; i < 5; i++) {
            stride.found(0);
        }
        assertThat(stride.end(MINUTE, 0, 100)).isGreaterThan(100 * Micros.DAY);
        assertThat(stride.series(MINUTE)).isEqualTo(100);
        assertThat(stride.end(MINUTE, 0, 100)).isEqualTo(Micros.DAY);
    }
}
