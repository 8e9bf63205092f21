package io.varve.timeseries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MicrosTest {

    @Test
    void micros_and_instants_convert_both_ways_on_both_sides_of_1970() {
        for (String text : new String[] {
            "1900-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "2199-12-31T23:59:59.000001Z"
        }) {
            Instant instant = Instant.parse(text);
            assertThat(Micros.toInstant(Micros.of(instant))).isEqualTo(instant);
        }
        assertThat(Micros.of(Instant.parse("1969-12-31T23:59:59.999999Z"))).isEqualTo(-1);
    }

    @Test
    void nanoseconds_round_down() {
        assertThat(Micros.of(Instant.parse("1969-12-31T23:59:59.999999999Z"))).isEqualTo(-1);
        assertThat(Micros.of(Instant.parse("1970-01-01T00:00:00.000001999Z"))).isEqualTo(1);
    }

    @Test
    void a_range_is_half_open_and_never_empty() {
        TimeRange range = new TimeRange(10, 20);
        assertThat(range.contains(10)).isTrue();
        assertThat(range.contains(20)).isFalse();
        assertThat(range.overlaps(new TimeRange(20, 30))).isFalse();
        assertThat(range.overlaps(new TimeRange(19, 30))).isTrue();
        assertThat(range.length()).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeRange(5, 5));
    }
}
