package io.varve.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final Instant NOW = Instant.parse("2025-03-10T12:20:30Z");

    @ParameterizedTest
    @CsvSource({
        "15m, 2025-03-10T12:35:30Z",
        "PT6H, 2025-03-10T18:20:30Z",
        "1mo, 2025-04-10T12:20:30Z",
        "0 * * * *, 2025-03-10T13:00:00Z",
        "30 5 * * *, 2025-03-11T05:30:00Z",
        "15 30 5 * * *, 2025-03-11T05:30:15Z",
        "0 0 1 * *, 2025-04-01T00:00:00Z",
        "@hourly, 2025-03-10T13:00:00Z"
    })
    void the_next_time_is_told_by_interval_or_cron_in_utc(String text, Instant next) {
        assertThat(Schedule.parse(text).next(NOW)).isEqualTo(next);
        assertThat(Schedule.parse(text)).hasToString(text.equals("PT6H") ? "6h" : text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "often", "0s", "* *", "61 * * * *", "0 0 31 2 *", "@sometimes", "1 2 3 4 5 6 7"})
    void anything_else_is_refused_with_what_is_accepted(String text) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accepted are");
    }

    @Test
    void an_interval_is_kept_as_it_is_shown() {
        assertThat(Schedule.parse("90m")).isEqualTo(Schedule.parse("PT1H30M"));
    }
}
