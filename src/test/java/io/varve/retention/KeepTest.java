package io.varve.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeepTest {

    @ParameterizedTest
    @CsvSource({
        "24h, 1d",
        "30d, 30d",
        "2w, 14d",
        "90 S, -",
        "90s, 90s",
        "15m, 15m",
        "15min, 15m",
        "36H, 36h",
        "6mo, 6mo",
        "12mo, 1y",
        "5y, 5y",
        "P1Y, 1y",
        "P30D, 30d",
        "PT36H, 36h",
        "P1Y6M, 18mo",
        "P1M1DT1H, P1MT90000S",
        "P1MT90000S, P1MT90000S",
        "forever, forever",
        " Forever , forever",
        "P1W, 7d"
    })
    void is_written_in_many_ways_and_shown_in_one_that_is_read_again(String text, String shown) {
        if (shown.equals("-")) {
            assertThatThrownBy(() -> Keep.parse(text)).hasMessageContaining("accepted: ");
            return;
        }
        assertThat(Keep.parse(text)).hasToString(shown);
        assertThat(Keep.parse(shown)).isEqualTo(Keep.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "d",
                "-1d",
                "1.5d",
                "0d",
                "P",
                "PT",
                "P0D",
                "P1DT",
                "301y",
                "99999999999d",
                "ever",
                "1d2h"
            })
    void refuses_what_is_no_time_and_says_what_is_accepted(String text) {
        assertThatThrownBy(() -> Keep.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .containsAnyOf("accepted: ", "at most 300 years");
    }

    @Test
    void months_go_by_the_calendar_and_days_by_24_hours() {
        Instant now = Instant.parse("2024-03-31T12:30:00Z");
        assertThat(Keep.parse("1mo").cutoff(now)).isEqualTo("2024-02-29T12:30:00Z");
        assertThat(Keep.parse("1y").cutoff(now)).isEqualTo("2023-03-31T12:30:00Z");
        assertThat(Keep.parse("30d").cutoff(now)).isEqualTo("2024-03-01T12:30:00Z");
        assertThat(Keep.parse("P1MT1H").cutoff(now)).isEqualTo("2024-02-29T11:30:00Z");
        assertThat(Keep.FOREVER.cutoff(now)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 28, 31", "2, 59, 62", "6, 181, 184", "12, 365, 366", "48, 1460, 1461", "120, 3651, 3653"})
    void so_many_months_are_so_many_days_at_least_and_at_most(int months, int shortest, int longest) {
        assertThat(CalendarSpan.shortest(months)).isEqualTo(Duration.ofDays(shortest));
        assertThat(CalendarSpan.longest(months)).isEqualTo(Duration.ofDays(longest));
    }
}
