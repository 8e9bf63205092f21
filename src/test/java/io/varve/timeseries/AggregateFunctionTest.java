package io.varve.timeseries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class AggregateFunctionTest {

    @Test
    void names_are_understood_in_any_case() {
        for (AggregateFunction function : AggregateFunction.values()) {
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
                        + " count, sum, min, max, avg, first, last, stddev, variance, at");
    }
}
