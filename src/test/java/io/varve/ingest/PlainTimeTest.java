package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.timeseries.TimeParser;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTimeTest {

    private final PlainTime times = new PlainTime();

    @Test
    void reads_every_date_as_the_parser_does() {
        for (LocalDate date = LocalDate.of(1900, 1, 1); date.getYear() < 2200; date = date.plusDays(1)) {
            String text = date + "T23:59:59.000001Z";
            assertThat(read(text)).as(text).isEqualTo(TimeParser.instant(text, null));
        }
    }

    @Test
    void reads_what_the_parser_reads_or_leaves_it_to_it() {
        Random random = new Random(1);
        String letters = "0123456789-:.TZtz +";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder("2024-02-29T12:34:56.123456Z");
            text.delete(19, 19 + random.nextInt(8));
            for (int change = random.nextInt(3); change > 0; change--) {
                text.setCharAt(random.nextInt(text.length()), letters.charAt(random.nextInt(letters.length())));
            }
            long time = read(text.toString());
            if (time != PlainTime.OTHER) {
                assertThat(time).as(text.toString()).isEqualTo(TimeParser.instant(text.toString(), null));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-02-29T00:00:00Z",
                "2023-04-31T00:00:00Z",
                "2023-00-01T00:00:00Z",
                "2023-13-01T00:00:00Z",
                "2023-01-00T00:00:00Z",
                "2023-01-01T24:00:00Z",
                "2023-01-01T00:60:00Z",
                "2023-01-01T00:00:60Z",
                "1899-12-31T23:59:59Z",
                "2200-01-01T00:00:00Z",
                "2023-01-01T00:00:00.Z",
                "2023-01-01T00:00:00+01:00",
                "2023-01-01 00:00:00Z",
                "2023-01-01T00:00:00z",
                "2023-01-01T00:00:00.1234567Z",
                "2023-01-01",
                "",
            })
    void leaves_all_other_texts_to_the_parser(String text) {
        assertThat(read("2023-01-01T00:00:00Z")).isNotEqualTo(PlainTime.OTHER);
        assertThat(read(text)).isEqualTo(PlainTime.OTHER);
    }

    private long read(String text) {
        byte[] bytes = ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
        return times.read(bytes, 1, bytes.length - 1);
    }
}
