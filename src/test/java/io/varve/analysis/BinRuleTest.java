package io.varve.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.web.ProblemException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BinRuleTest {

    @Test
    void bounds_are_nice() {
        assertThat(bounds("10", null, 0, 100)).hasSize(11).startsWith(0.0, 10.0).endsWith(90.0, 100.0);
        assertThat(bounds("4", null, 3.2, 9.9)).containsExactly(2.0, 4.0, 6.0, 8.0, 10.0);
        assertThat(bounds("5", null, 0.1, 0.5)).containsExactly(0.1, 0.2, 0.3, 0.4, 0.5);
        assertThat(bounds("4", null, 0.3, 0.7)).containsExactly(0.3, 0.4, 0.5, 0.6, 0.7);
        assertThat(bounds("1", null, 3, 97)).containsExactly(0.0, 100.0);
        assertThat(bounds("1", null, -3, 97)).as("0 is a bound").containsExactly(-100.0, 0.0, 100.0);
    }

    @Test
    void a_given_width_is_kept() {
        assertThat(bounds(null, "0.1", 0.25, 0.61)).containsExactly(0.2, 0.3, 0.4, 0.5, 0.6, 0.7);
        assertThat(bounds(null, "10", 20, 20)).containsExactly(20.0, 30.0);
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> bounds(null, "0.001", 0, 1000));
    }

    @Test
    void one_value_alone_is_a_bin() {
        assertThat(bounds("7", null, 4.2, 4.2)).containsExactly(4.2, 4.2);
    }

    @Test
    void whatever_the_values_they_are_inside_and_bins_are_few() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            double scale = Math.pow(10, random.nextInt(280) - 140);
            double low = (random.nextDouble() - 0.5) * scale;
            double high = low + random.nextDouble() * (random.nextBoolean() ? scale : Math.ulp(low) * 4);
            int most = 2 + random.nextInt(100);
            List<Double> bounds = bounds(String.valueOf(most), null, low, high);
            assertThat(bounds.get(0)).isLessThanOrEqualTo(low);
            assertThat(bounds.get(bounds.size() - 1)).isGreaterThanOrEqualTo(high);
            assertThat(bounds).isSorted().hasSizeLessThanOrEqualTo(most + 1);
        }
    }

    private static List<Double> bounds(@Nullable String bins, @Nullable String width, double low, double high) {
        return BinRule.parse(bins, width).bounds(low, high);
    }
}
