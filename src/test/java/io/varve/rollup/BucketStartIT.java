package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import io.varve.timeseries.BucketWidth;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bucket functions of the database against the kernel's, and against the mistakes others made (D16). */
@ExtendWith(DatabaseExtension.class)
class BucketStartIT {

    private static final long FIRST = -2_208_988_800_000_000L;
    private static final long LAST = 7_258_118_400_000_000L;

    private final TestDatabase database;

    BucketStartIT(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1s", "90s", "1m", "7m", "5m", "1h", "1d", "3d", "1w", "2w", "1mo", "3mo", "5mo", "1y", "4y"})
    void the_database_and_the_kernel_agree_on_every_bucket(String width) {
        BucketWidth bucket = BucketWidth.parse(width);
        long[] times = new Random(1).longs(500, FIRST, LAST).toArray();
        for (int i = 0; i < times.length; i += 2) {
            times[i] = bucket.floor(times[i]) + i % 3 - 1;
        }
        String interval = width.replace("mo", " months").replaceAll("m$", " minutes");
        long[] starts = epochs("rollup.bucket_start(?::interval, t)", interval, times);
        long[] ceilings = epochs("rollup.bucket_ceil(?::interval, t)", interval, times);
        for (int i = 0; i < times.length; i++) {
            assertThat(starts[i]).as("start of %s at %d", width, times[i]).isEqualTo(bucket.floor(times[i]));
            assertThat(ceilings[i]).as("ceiling of %s at %d", width, times[i]).isEqualTo(bucket.ceil(times[i]));
        }
    }

    @Test
    void d16_fractions_are_not_rounded_up_into_the_next_bucket() {
        assertThat(start("5 minutes", "2025-01-01 10:04:59.7+00")).isEqualTo("2025-01-01 10:00:00");
    }

    @Test
    void d16_widths_below_a_second_work() {
        assertThat(start("250 milliseconds", "2025-01-01 10:04:59.7+00")).isEqualTo("2025-01-01 10:04:59.5");
    }

    @Test
    void d16_thirty_days_are_not_a_month() {
        assertThat(start("1 month", "2025-03-31 10:00:00+00")).isEqualTo("2025-03-01 00:00:00");
        assertThat(start("30 days", "2025-03-31 10:00:00+00")).isEqualTo("2025-03-13 00:00:00");
    }

    @Test
    void d16_times_before_1970_fall_into_the_bucket_they_are_in() {
        assertThat(start("1 hour", "1969-12-31 23:59:59.999999+00")).isEqualTo("1969-12-31 23:00:00");
        assertThat(start("1 hour", "1960-01-01 01:00:00+00")).isEqualTo("1960-01-01 01:00:00");
    }

    @Test
    void d16_buckets_do_not_depend_on_the_time_zone_of_the_session() {
        assertThat(start("1 day", "2025-01-01 02:00:00+05:30")).isEqualTo("2024-12-31 00:00:00");
    }

    @Test
    void a_boundary_belongs_to_the_bucket_it_opens() {
        assertThat(start("5 minutes", "2025-01-01 00:05:00+00")).isEqualTo("2025-01-01 00:05:00");
        assertThat(start("5 minutes", "2025-01-01 00:04:59.999999+00")).isEqualTo("2025-01-01 00:00:00");
    }

    private String start(String width, String time) {
        return database.jdbc()
                .sql("SELECT (rollup.bucket_start(?::interval, ?::timestamptz) AT TIME ZONE 'UTC')::text")
                .params(width, time)
                .query(String.class)
                .single();
    }

    private long[] epochs(String function, String interval, long[] times) {
        return database
                .jdbc()
                .sql("SELECT (extract(epoch FROM " + function + ") * 1000000)::bigint"
                        + " FROM unnest(?) WITH ORDINALITY AS m (micros, n), raw.time_of(m.micros) AS t ORDER BY n")
                .params(interval, times)
                .query(Long.class)
                .list()
                .stream()
                .mapToLong(Long::longValue)
                .toArray();
    }
}
