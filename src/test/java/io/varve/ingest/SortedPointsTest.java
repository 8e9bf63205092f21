package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortedPointsTest {

    private static final int[] SERIES_IDS = {40, 7, 7, 12, 3};
    private static final long[] SOURCES = {900, 2, 55};

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 17", "4, 100", "5, 128", "6, 2000", "7, 2001", "8, 5000"})
    void equals_a_sorted_map_whatever_the_size_of_blocks_and_slices(long seed, int points) {
        for (int blockSize : new int[] {1, 7, 64, 10_000}) {
            for (int sliceSize : new int[] {1, 10, 10_000}) {
                assertThat(sorted(seed, points, blockSize, sliceSize))
                        .as("seed %d, blocks of %d, slices of %d", seed, blockSize, sliceSize)
                        .isEqualTo(oracle(seed, points));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"11, 300"})
    void can_be_read_again_and_spooled_points_can_be_sorted_again(long seed, int points) {
        try (PointSpool spool = spool(seed, points, 32)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                try (SortedPoints sorted = SortedPoints.of(spool, SERIES_IDS, SOURCES)) {
                    assertThat(read(sorted, 10)).isEqualTo(oracle(seed, points));
                    assertThat(read(sorted, 50)).isEqualTo(oracle(seed, points));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 64", "3, 1000"})
    void texts_get_their_codes_once_per_block(int seed, int blockSize) {
        List<List<String>> asked = new ArrayList<>();
        PointSpool spool = new PointSpool(blockSize, texts -> {
            asked.add(List.copyOf(texts));
            return texts.stream()
                    .mapToInt(text -> 1000 + Integer.parseInt(text))
                    .toArray();
        });
        Random random = new Random(seed);
        Map<Long, Double> expected = new TreeMap<>();
        for (long time = 0; time < 500; time++) {
            int text = random.nextInt(20);
            if (random.nextBoolean()) {
                spool.addText(0, time, 0, Integer.toString(text), PointBlock.NO_METADATA);
                expected.put(time, 1000.0 + text);
            } else {
                spool.add(0, time, 0, text, PointBlock.NO_METADATA);
                expected.put(time, (double) text);
            }
        }
        spool.finish();
        Map<Long, Double> actual = new TreeMap<>();
        spool.forEachBlock(block -> {
            for (int i = 0; i < block.size; i++) {
                actual.put(block.time[i], block.value[i]);
            }
        });
        spool.close();
        assertThat(actual).isEqualTo(expected);
        assertThat(asked).hasSizeLessThanOrEqualTo((500 + blockSize - 1) / blockSize);
        assertThat(asked).allSatisfy(texts -> {
            Set<String> distinct = new HashSet<>(texts);
            assertThat(distinct).hasSameSizeAs(texts);
        });
    }

    private static List<String> sorted(long seed, int points, int blockSize, int sliceSize) {
        try (PointSpool spool = spool(seed, points, blockSize);
                SortedPoints sorted = SortedPoints.of(spool, SERIES_IDS, SOURCES)) {
            return read(sorted, sliceSize);
        }
    }

    private static List<String> read(SortedPoints sorted, int sliceSize) {
        List<String> result = new ArrayList<>();
        sorted.forEachSlice(sliceSize, slice -> {
            assertThat(slice.size).isPositive();
            checkEnd(slice, sliceSize);
            for (int i = 0; i < slice.size; i++) {
                result.add(slice.series[i] + " " + slice.time[i] + " " + slice.source[i] + " = " + slice.value[i] + " "
                        + slice.metadata[i]);
            }
        });
        return result;
    }

    /** Only points of the same series and hour as the last may be more than were asked for. */
    private static void checkEnd(PointBlock slice, int sliceSize) {
        int last = slice.size - 1;
        for (int i = sliceSize; i < slice.size; i++) {
            assertThat(slice.series[i - 1]).isEqualTo(slice.series[last]);
            assertThat(Chunk.hour(slice.time[i - 1])).isEqualTo(Chunk.hour(slice.time[last]));
        }
    }

    private static PointSpool spool(long seed, int points, int blockSize) {
        PointSpool spool = new PointSpool(blockSize, texts -> new int[0]);
        Random random = new Random(seed);
        for (int i = 0; i < points; i++) {
            RandomPoint point = RandomPoint.next(random, i);
            spool.add(point.series, point.time, point.source, point.value, point.metadata);
        }
        spool.finish();
        return spool;
    }

    private static List<String> oracle(long seed, int points) {
        record Key(int series, long time, long source) {}
        Comparator<Key> order = Comparator.comparingInt(Key::series)
                .thenComparingLong(Key::time)
                .thenComparingLong(Key::source);
        TreeMap<Key, RandomPoint> last = new TreeMap<>(order);
        Random random = new Random(seed);
        for (int i = 0; i < points; i++) {
            RandomPoint point = RandomPoint.next(random, i);
            long source = point.source > 0 ? SOURCES[(int) point.source - 1] : point.source;
            last.put(new Key(SERIES_IDS[point.series], point.time, source), point);
        }
        List<String> result = new ArrayList<>();
        last.forEach((key, point) -> result.add(
                key.series + " " + key.time + " " + key.source + " = " + point.value + " " + point.metadata));
        return result;
    }

    private record RandomPoint(int series, long time, long source, double value, long metadata) {
        static RandomPoint next(Random random, int value) {
            return new RandomPoint(
                    random.nextInt(SERIES_IDS.length),
                    random.nextInt(200) - 100,
                    random.nextInt(6) - 2,
                    value,
                    random.nextBoolean() ? PointBlock.NO_METADATA : random.nextInt(1000));
        }
    }
}
