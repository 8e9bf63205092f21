package io.varve.timeseries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeParserTest {

    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2025-03-31T12:00:00.000001Z");

    @ParameterizedTest
    @CsvSource({
        "2025-01-31T12:00:00Z, 2025-01-31T12:00:00Z",
        "2025-01-31t12:00:00z, 2025-01-31T12:00:00Z",
        "2025-01-31 12:00:00+00, 2025-01-31T12:00:00Z",
        "2025-01-31 12:00:00.5+01:00, 2025-01-31T11:00:00.5Z",
        "2025-01-31T12:00:00-0330, 2025-01-31T15:30:00Z",
        "2025-01-31T12:00Z, 2025-01-31T12:00:00Z",
        "2024-02-29T23:59:59.9999999Z, 2024-02-29T23:59:59.999999Z",
        "1969-12-31T23:59:59.0000019Z, 1969-12-31T23:59:59.000001Z",
        "1900-01-01T00:00:00Z, 1900-01-01T00:00:00Z",
        "2199-12-31T23:59:59.999999Z, 2199-12-31T23:59:59.999999Z",
    })
    void reads_rfc_3339_times(String text, String expected) {
        assertThat(TimeParser.instant(text, null)).isEqualTo(micros(Instant.parse(expected)));
    }

    @Test
    void agrees_with_java_time_on_random_times() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            long micros = TimeParser.MIN + (long) (random.nextDouble() * (TimeParser.MAX - TimeParser.MIN));
            OffsetDateTime time = Instant.EPOCH
                    .plus(micros, ChronoUnit.MICROS)
                    .atOffset(ZoneOffset.ofTotalSeconds((random.nextInt(2159) - 1079) * 60));
            assertThat(TimeParser.instant(time.toString(), null))
                    .as(time.toString())
                    .isEqualTo(micros);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-01-31T12:00:00", "2025-01-31 12:00:00.25", "2025-01-31"})
    void refuses_a_time_without_offset_unless_a_zone_is_named(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeParser.instant(text, null))
                .withMessageContaining("has no offset");
        assertThat(TimeParser.instant(text, UTC)).isPositive();
    }

    @Test
    void a_local_time_is_read_in_its_zone() {
        assertThat(TimeParser.instant("2025-07-01 00:00:00", BERLIN))
                .isEqualTo(micros(Instant.parse("2025-06-30T22:00:00Z")));
        assertThat(TimeParser.instant("2025-01-01", BERLIN)).isEqualTo(micros(Instant.parse("2024-12-31T23:00:00Z")));
        assertThat(TimeParser.instant("1950-01-01T00:00:00.000001", BERLIN))
                .isEqualTo(micros(Instant.parse("1949-12-31T23:00:00.000001Z")));
    }

    @Test
    void a_local_time_in_a_gap_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeParser.instant("2025-03-30T02:30:00", BERLIN))
                .withMessageContaining("does not exist in Europe/Berlin");
    }

    @Test
    void a_local_time_in_an_overlap_is_the_earlier_one() {
        assertThat(TimeParser.instant("2025-10-26T02:30:00", BERLIN))
                .isEqualTo(micros(Instant.parse("2025-10-26T00:30:00Z")));
    }

    @Test
    void a_date_whose_midnight_is_in_a_gap_begins_after_it() {
        assertThat(TimeParser.instant("2018-11-04", ZoneId.of("America/Sao_Paulo")))
                .isEqualTo(micros(Instant.parse("2018-11-04T03:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "yesterday",
                "1735689600000",
                "2025",
                "2025-1-1T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "2025-13-01T00:00:00Z",
                "2025-01-01T24:00:00Z",
                "2025-01-01T00:60:00Z",
                "2016-12-31T23:59:60Z",
                "2025-01-01T00:00:00.Z",
                "2025-01-01T00:00:00,5Z",
                "2025-01-01T00:00:00ZZ",
                "2025-01-01T00:00:00+1",
                "2025-01-01T00:00:00+25:00",
                "2025-01-01T00:00:00 01:00",
                "2025-01-01X00:00:00Z",
                "٢٠٢٥-01-01T00:00:00Z",
                "1899-12-31T23:59:59.999999Z",
                "2200-01-01T00:00:00Z",
                "9999-12-31T00:00:00Z"
            })
    void refuses_what_is_no_time_of_a_point(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeParser.instant(text, UTC))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "now, 2025-03-31T12:00:00.000001Z",
        "NOW-7d, 2025-03-24T12:00:00.000001Z",
        "now+1h, 2025-03-31T13:00:00.000001Z",
        "now-90s, 2025-03-31T11:58:30.000001Z",
        "now-5m, 2025-03-31T11:55:00.000001Z",
        "now-2w, 2025-03-17T12:00:00.000001Z",
        "now-1mo, 2025-02-28T12:00:00.000001Z",
        "now-1y, 2024-03-31T12:00:00.000001Z",
        "1735689600123, 2025-01-01T00:00:00.123Z",
        "-1, 1969-12-31T23:59:59.999Z",
        "2025-01-01, 2025-01-01T00:00:00Z",
        "2200-01-01T00:00:00Z, 2200-01-01T00:00:00Z",
    })
    void reads_query_times(String text, String expected) {
        assertThat(TimeParser.queryTime(text, NOW, UTC)).isEqualTo(micros(Instant.parse(expected)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"now-", "now-7", "now-7x", "now - 7d", "now-999999999y", "now+400y", "999999999999999"})
    void refuses_what_is_no_query_time(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeParser.queryTime(text, NOW, UTC))
                .withMessageContaining("'" + text + "'");
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
