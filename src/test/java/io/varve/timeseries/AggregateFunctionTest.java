package io.varve.timeseries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AggregateFunctionTest {

    @Test
    void names_are_understood_in_any_case() {
        for (AggregateFunction function : AggregateFunction.named()) {
            String name = function.canonicalName();
            assertThat(AggregateFunction.parse(name)).isEqualTo(function);
            assertThat(AggregateFunction.parse(" " + name.toUpperCase(Locale.ROOT)))
                    .isEqualTo(function);
        }
    }

    @Test
    void an_unknown_name_is_answered_with_the_list() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AggregateFunction.parse("mean"))
                .withMessage("'mean' is not an aggregate function; there are"
                        + " count, sum, min, max, avg, first, last, stddev, variance, range, at, delta, twa, twa_linear, increase, rate, count_rate, cumulative, median, distinct, mode"
                        + " and the quantiles p0.1 to p99.9");
    }

    @Test
    void quantiles_are_called_by_their_percentage() {
        assertThat(AggregateFunction.parse("p95").fraction()).isEqualTo(0.95);
        assertThat(AggregateFunction.parse(" P99.90 "))
                .isEqualTo(AggregateFunction.parse("p99.9"))
                .extracting(AggregateFunction::canonicalName)
                .isEqualTo("p99.9");
        assertThat(AggregateFunction.parse("p50")).isNotEqualTo(AggregateFunction.MEDIAN);
        assertThat(AggregateFunction.parse("p50").fraction()).isEqualTo(AggregateFunction.MEDIAN.fraction());
        for (String bad : List.of("p0", "p0.05", "p99.95", "p100", "p", "p-1", "p1e1", "p.5", "p5.")) {
            assertThatIllegalArgumentException().isThrownBy(() -> AggregateFunction.parse(bad));
        }
    }
}
