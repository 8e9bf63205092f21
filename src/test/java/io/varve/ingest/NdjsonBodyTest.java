package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonBodyTest {

    private static final String GOOD = "{\"series\":\"s\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":1}";

    @Test
    void every_line_is_a_point_and_blank_lines_are_none() {
        assertThat(new Bodies().ndjson("\n" + GOOD + "\r\n  \t\n" + GOOD).points())
                .hasSize(2);
        assertThat(new Bodies().ndjson("").points()).isEmpty();
    }

    @Test
    void a_bad_line_is_named_by_its_number_and_the_rest_is_read() {
        Bodies.Read read = new Bodies()
                .ndjson(GOOD + "\n{\"series\":\"s\"\n\n" + GOOD.replace("1}", "[]}") + "\n" + GOOD + GOOD + "\nnull\n"
                        + GOOD);
        assertThat(read.points()).hasSize(2);
        assertThat(read.errors()).hasSize(4);
        assertThat(read.errors().get(0)).startsWith("line 2 : the JSON is malformed");
        assertThat(read.errors().get(1)).isEqualTo("line 4 /value: an array is no value");
        assertThat(read.errors().get(2)).startsWith("line 5 : ").contains("something after the point");
        assertThat(read.errors().get(3)).isEqualTo("line 6 : a point must be an object");
    }

    @Test
    void a_line_of_more_than_a_mebibyte_is_refused_without_being_kept() {
        Bodies.Read read = new Bodies().ndjson(GOOD + "\n" + " ".repeat(3_000_000) + GOOD + "\n" + GOOD + "\n");
        assertThat(read.errors()).containsExactly("line 2 : a line must have at most 1048576 bytes");
        assertThat(read.points()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 100_000})
    void lines_are_found_however_the_bytes_come(int longest) {
        Random random = new Random(longest);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add("ü".repeat(random.nextInt(longest + 1)));
        }
        lines.add("end");
        byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        Lines found = new Lines(slowly(bytes, random), 1 << 20);
        List<String> result = new ArrayList<>();
        while (found.next()) {
            result.add(new String(found.buffer(), found.start(), found.length(), StandardCharsets.UTF_8));
            assertThat(found.number()).isEqualTo(result.size());
        }
        assertThat(result).isEqualTo(lines);
    }

    private static InputStream slowly(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, 1 + random.nextInt(5_000)));
            }
        };
    }
}
