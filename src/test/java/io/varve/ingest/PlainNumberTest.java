package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainNumberTest {

    private final PlainNumber numbers = new PlainNumber();

    @Test
    void rounds_every_decimal_as_the_library_does() {
        Random random = new Random(1);
        int read = 0;
        for (int i = 0; i < 500_000; i++) {
            String text = (random.nextBoolean() ? "-" : "") + Math.abs(random.nextLong() >> random.nextInt(64));
            int point = text.length() - random.nextInt(text.length());
            if (point > (text.charAt(0) == '-' ? 1 : 0) && point < text.length()) {
                text = text.substring(0, point) + "." + text.substring(point);
            }
            if (read(text) == text.length()) {
                read++;
                assertThat(Double.doubleToLongBits(numbers.value()))
                        .as(text)
                        .isEqualTo(Double.doubleToLongBits(Double.parseDouble(text) + 0.0));
            }
        }
        assertThat(read).isGreaterThan(300_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "-0.0", "0.000", "9007199254740992", "-9007199254740992", "0.123456789012345"})
    void reads_plain_numbers_and_zero_has_no_sign(String text) {
        assertThat(read(text)).isEqualTo(text.length());
        assertThat(Double.doubleToLongBits(numbers.value()))
                .isEqualTo(Double.doubleToLongBits(Double.parseDouble(text) + 0.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "01",
                "-01",
                "1.",
                ".5",
                "+1",
                "1e5",
                "1.5E5",
                "NaN",
                "9007199254740993",
                "18446744073709551617",
                "0.18446744073709551617",
                "1844674407370955161718446744073709551617",
            })
    void leaves_all_others_to_the_library(String text) {
        assertThat(read(text)).isEqualTo(-1);
    }

    private int read(String text) {
        byte[] bytes = (" " + text + " ").getBytes(StandardCharsets.UTF_8);
        int end = numbers.read(bytes, 1, text.length() + 1);
        return end < 0 ? end : end - 1;
    }
}
