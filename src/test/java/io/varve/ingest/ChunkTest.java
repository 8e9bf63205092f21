package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkTest {

    private static final long HOUR = 1_735_689_600_000_000L;

    @Test
    void constants_take_no_array_at_all() {
        Chunk chunk = values(21.5, 21.5, 21.5);
        assertThat(chunk.values).isEqualTo(Chunk.Values.NONE);
        assertThat(chunk.base / chunk.divisor).isEqualTo(21.5);
    }

    @Test
    void steady_counters_take_no_array_at_all() {
        Chunk chunk = values(1e9, 1e9 + 70_000, 1e9 + 140_000, 1e9 + 210_000);
        assertThat(chunk.values).isEqualTo(Chunk.Values.NONE);
        assertThat(chunk.slope).isEqualTo(70_000);
    }

    @Test
    void gauges_of_two_decimals_take_two_bytes() {
        Chunk chunk = values(12.34, 300.01, -7.5, 0);
        assertThat(chunk.values).isEqualTo(Chunk.Values.SMALL);
        assertThat(chunk.divisor).isEqualTo(100);
    }

    @Test
    void wider_ranges_take_four_bytes() {
        assertThat(values(0, 100_000, 7).values).isEqualTo(Chunk.Values.WIDE);
        assertThat(values(0, 4_000_000_000.0, 7).values).isEqualTo(Chunk.Values.WIDE);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                -0.0,
                Math.PI,
                1e-7,
                4_294_967_296.0 * 3,
                1L << 51,
                1e140,
                Double.MIN_VALUE,
                0.1 + 0.2,
            })
    void what_is_no_decimal_number_of_few_digits_stays_as_it_is(double value) {
        assertThat(values(1, 2.5, value, 0).values).isEqualTo(Chunk.Values.EXACT);
    }

    @Test
    void times_are_steady_or_whole_seconds_or_microseconds() {
        assertThat(times(5).times).isEqualTo(Chunk.Times.STEADY);
        assertThat(times(5, 10, 15).times).isEqualTo(Chunk.Times.STEADY);
        assertThat(times(5, 5, 5).times).isEqualTo(Chunk.Times.MICROS);
        assertThat(times(1_000_000, 5_000_000, 7_000_000).times).isEqualTo(Chunk.Times.SECONDS);
        assertThat(times(1, 5_000_000, 7_000_000).times).isEqualTo(Chunk.Times.MICROS);
    }

    private static Chunk values(double... values) {
        PointBlock points = new PointBlock(16);
        for (int i = 0; i < values.length; i++) {
            points.add(1, HOUR + i, 0, values[i], PointBlock.NO_METADATA);
        }
        return packed(points);
    }

    private static Chunk times(long... times) {
        PointBlock points = new PointBlock(16);
        Arrays.stream(times).forEach(time -> points.add(1, HOUR + time, 0, 0, PointBlock.NO_METADATA));
        return packed(points);
    }

    private static Chunk packed(PointBlock points) {
        Chunk chunk = new Chunk();
        chunk.pack(points, 0, points.size);
        return chunk;
    }
}
