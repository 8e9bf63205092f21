package io.varve.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OffsetTest {

    private static final String BERLIN = "Europe/Berlin";

    @Test
    void a_day_is_compared_with_the_day_of_that_date() {
        assertThat(counterpart("1y", "1d", "UTC", "2025-03-01T00:00")).isEqualTo("2024-03-01T00:00Z");
        assertThat(counterpart("1y", "1d", "UTC", "2025-02-28T00:00")).isEqualTo("2024-02-28T00:00Z");
        assertThat(counterpart("1mo", "1d", "UTC", "2025-03-28T00:00")).isEqualTo("2025-02-28T00:00Z");
    }

    @Test
    void a_leap_day_is_compared_with_none() {
        assertThat(counterpart("1y", "1d", "UTC", "2024-02-29T00:00")).isNull();
        assertThat(counterpart("1y", "1h", "UTC", "2024-02-29T13:00")).isNull();
        assertThat(counterpart("4y", "1d", "UTC", "2024-02-29T00:00")).isEqualTo("2020-02-29T00:00Z");
        assertThat(counterpart("1y", "1mo", "UTC", "2024-02-01T00:00")).isEqualTo("2023-02-01T00:00Z");
    }

    @Test
    void weeks_are_compared_with_the_week_that_begins_nearest() {
        assertThat(counterpart("1y", "1w", "UTC", "2025-01-06T00:00")).isEqualTo("2024-01-08T00:00Z");
        assertThat(counterpart("52w", "1w", "UTC", "2025-01-06T00:00")).isEqualTo("2024-01-08T00:00Z");
    }

    @Test
    void days_of_23_and_25_hours_are_days() {
        assertThat(counterpart("1y", "1d", BERLIN, "2025-03-30T00:00")).isEqualTo("2024-03-29T23:00Z");
        assertThat(counterpart("1y", "1d", BERLIN, "2025-10-26T00:00")).isEqualTo("2024-10-25T22:00Z");
        assertThat(counterpart("7d", "1d", BERLIN, "2025-04-01T00:00")).isEqualTo("2025-03-24T23:00Z");
        assertThat(counterpart("1y", "1d", "America/Sao_Paulo", "2018-11-04T01:00"))
                .as("a day that begins at one is compared with one that begins at midnight")
                .isEqualTo("2017-11-04T02:00Z");
    }

    @Test
    void hours_that_one_of_the_years_does_not_have_are_compared_with_none() {
        assertThat(counterpart("1y", "1h", BERLIN, "2025-03-31T02:00"))
                .as("skipped then")
                .isNull();
        assertThat(counterpart("1y", "1h", BERLIN, "2025-03-31T03:00")).isEqualTo("2024-03-31T01:00Z");
        assertThat(counterpart("1y", "1h", BERLIN, "2025-10-26T02:00")).isEqualTo("2024-10-26T00:00Z");
        Offset year = new Offset(BucketWidth.parse("1y"), ZoneId.of(BERLIN));
        long second = Micros.of(Instant.parse("2025-10-26T01:00:00Z"));
        assertThat(year.counterpart(second, buckets("1h", BERLIN, second), buckets("1h", BERLIN, year.back(second))))
                .as("the second hour from two to three")
                .isNull();
    }

    @Test
    void less_than_a_day_is_elapsed_time() {
        assertThat(counterpart("24h", "1h", BERLIN, "2025-03-30T12:00")).isEqualTo("2025-03-29T11:00Z");
        assertThat(counterpart("6h", "1h", BERLIN, "2025-03-30T06:00")).isEqualTo("2025-03-29T22:00Z");
    }

    private static @Nullable String counterpart(String offset, String interval, String zone, String local) {
        ZoneId id = ZoneId.of(zone);
        long start = Micros.of(LocalDateTime.parse(local).atZone(id).toInstant());
        Offset by = new Offset(BucketWidth.parse(offset), id);
        Long found = by.counterpart(start, buckets(interval, zone, start), buckets(interval, zone, by.back(start)));
        return found == null ? null : Micros.toInstant(found).toString().replace(":00Z", "Z");
    }

    private static Buckets buckets(String interval, String zone, long around) {
        TimeRange range = new TimeRange(around - 60 * Micros.DAY, around + 60 * Micros.DAY);
        return Buckets.of(BucketWidth.parse(interval), null, ZoneId.of(zone), range);
    }
}
