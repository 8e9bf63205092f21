package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the service packs, the database unpacks to the bit; and what the database packs looks the same. */
@ExtendWith(DatabaseExtension.class)
class ChunkEncodingIT {

    private static final long START = 1_735_689_600_000_000L;
    private static final Fence NO_FENCE = new Fence("-infinity", Long.MIN_VALUE, 1);

    private final JdbcClient jdbc;

    ChunkEncodingIT(TestDatabase database) {
        jdbc = database.jdbc();
        jdbc.sql("SELECT ops.ensure_partitions(ARRAY['2025-01-01T00:00:00Z'::timestamptz])")
                .query(rows -> {});
        jdbc.sql("TRUNCATE raw.chunk").update();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void every_value_and_time_comes_back_to_the_bit(long seed) {
        Random random = new Random(seed);
        PointBlock points = new PointBlock(16);
        for (int series = 1; series <= 150; series++) {
            fill(points, series, random);
        }
        assertThat(new ChunkRepository(jdbc).write(NO_FENCE, Instant.EPOCH, Chunks.of(points, Long.MIN_VALUE)))
                .isEmpty();
        assertThat(stored()).isEqualTo(described(points));
    }

    @Test
    void the_database_packs_the_same_points_into_the_same_rows() {
        every_value_and_time_comes_back_to_the_bit(5);
        String encode = jdbc.sql(
                        "SELECT raw.encode_sql('SELECT series_id, raw.hour_of(time) AS hour, time, source, value"
                                + " FROM raw.point ORDER BY series_id, time, source')")
                .query(String.class)
                .single();
        assertThat(jdbc.sql("SELECT count(*) FROM (TABLE raw.chunk EXCEPT (" + encode + ")) AS d")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private List<String> stored() {
        return jdbc.sql("SELECT series_id, raw.micros_of(time), source, value FROM raw.point ORDER BY 1, 2, 3")
                .query((row, n) -> row.getInt(1) + " " + row.getLong(2) + " " + row.getLong(3) + " "
                        + Long.toHexString(Double.doubleToRawLongBits(row.getDouble(4))))
                .list();
    }

    private static List<String> described(PointBlock points) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < points.size; i++) {
            all.add(points.series[i] + " " + points.time[i] + " " + points.source[i] + " "
                    + Long.toHexString(Double.doubleToRawLongBits(points.value[i])));
        }
        return all;
    }

    /** An hour of one series, of one of many shapes. */
    private static void fill(PointBlock points, int series, Random random) {
        int count = Chunks.MIN_POINTS + random.nextInt(40);
        int times = random.nextInt(3);
        int values = random.nextInt(12);
        boolean keys = random.nextInt(4) == 0;
        long time = START + (times == 2 ? random.nextInt(1_000_000) : 0);
        for (int i = 0; i < count; i++) {
            points.add(series, time, keys ? i - 100 : 0, value(values, i, random), PointBlock.NO_METADATA);
            time += times == 0
                    ? 10_000_000
                    : times == 1 ? 1_000_000L * (1 + random.nextInt(20)) : 1 + random.nextInt(40_000_000);
        }
    }

    private static double value(int shape, int i, Random random) {
        return switch (shape) {
            case 0 -> 42.5;
            case 1 -> 1e9 + 250.0 * i;
            case 2 -> Math.round(random.nextGaussian() * 1_000) / 100.0;
            case 3 -> random.nextInt() / 1_000_000.0;
            case 4 -> random.nextLong() >> random.nextInt(64);
            case 5 -> random.nextGaussian();
            case 6 -> random.nextInt(20) == 0 ? -0.0 : random.nextInt(3);
            case 7 -> finite(random);
            case 8 -> (1L << 50) / 1_000_000.0 + random.nextInt(1_000) / 1_000_000.0;
            case 9 -> 0.1 * random.nextInt(1_000);
            case 10 -> (1L << 53) - random.nextInt(3);
            default -> random.nextBoolean() ? Double.MIN_VALUE : 1e140;
        };
    }

    private static double finite(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : 0;
    }
}
