package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AllowanceTest {

    private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");

    @Test
    void so_many_in_a_stretch_and_no_more() {
        Allowance two = new Allowance(2, Duration.ofMinutes(1));
        assertThat(two.take(NOON.plusSeconds(30))).isTrue();
        assertThat(two.take(NOON.plusSeconds(31))).isTrue();
        assertThat(two.take(NOON.plusSeconds(89))).isFalse();
        assertThat(two.take(NOON.plusSeconds(90)))
                .as("a minute after the first")
                .isTrue();
        assertThat(two.take(NOON.plusSeconds(149))).isTrue();
        assertThat(two.take(NOON.plusSeconds(149))).isFalse();
    }

    @Test
    void a_clock_that_goes_back_stops_nothing() {
        Allowance one = new Allowance(1, Duration.ofDays(1));
        assertThat(one.take(NOON)).isTrue();
        assertThat(one.take(NOON.minusSeconds(1))).isTrue();
        assertThat(one.take(NOON.minusSeconds(1))).isFalse();
    }

    @Test
    void a_query_is_slow_from_the_threshold_on_and_never_without_one() {
        SlowQueryProperties second = new SlowQueryProperties(Duration.ofSeconds(1), 20, Duration.ofMinutes(5));
        assertThat(second.isSlow(Duration.ofMillis(999))).isFalse();
        assertThat(second.isSlow(Duration.ofSeconds(1))).isTrue();
        assertThat(new SlowQueryProperties(Duration.ZERO, 20, Duration.ZERO).isSlow(Duration.ofHours(1)))
                .isFalse();
        assertThatThrownBy(() -> new SlowQueryProperties(Duration.ofDays(2), 20, Duration.ZERO))
                .hasMessageContaining("varve.slow-queries.after must be 0s to PT24H");
    }
}
