package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.catalog.ValueKind;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a body looks like, the short way for plain points tells the same of it as the library alone. */
class PlainPointsTest {

    private static final String USER = "\"11111111-1111-1111-1111-111111111111\"";
    private static final List<String> SERIES =
            List.of("\"a\"", "\"b\"", "\"\\u0061\"", "\"ü\"", "\"text\"", "7", "null");
    private static final List<String> TIMES = List.of(
            "\"2025-01-01T00:00:00Z\"",
            "\"2025-01-01T00:00:01.5Z\"",
            "\"2025-01-01T01:00:00+01:00\"",
            "\"2025-02-30T00:00:00Z\"",
            "7");
    private static final List<String> VALUES = List.of(
            "1",
            "-0.0",
            "2.50",
            "1e3",
            "9007199254740993",
            "true",
            "\"x\"",
            "{\"value\":3}",
            "{\"r\":1}",
            "null",
            "[[]]");
    private static final List<String> TAGS = List.of(
            "{\"host\":\"h\"}",
            "{}",
            "{ \"host\" : \"h\" }",
            "{\"a\":\"}\\\"\",\"b\":\"{\"}",
            "{\n\"a\":\"1\"}",
            "{\"a\":1}",
            "null");
    private static final List<String> OTHERS = List.of(
            "\"key\":\"k\"",
            "\"session_id\":" + USER,
            "\"user_id\":" + USER,
            "\"user_id\":\"1\"",
            "\"metadata\":{\"n\":\"}\"}",
            "\"colour\":1",
            "\"key\":null");
    private static final List<String> BREAKS = List.of("\"value\":1", "]", "}", ",", "\"", "\\", "\n", "01", "{}", " ");
    private static final List<String> CELLS = List.of(
            "a",
            "2025-01-01T00:00:00Z",
            "1.5",
            "",
            "\"b\"",
            "\"x\"\"y\"",
            "\"two\nlines\"",
            "ü",
            " 1",
            "q\"",
            "7\r",
            "\"");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void json_is_read_as_by_the_library(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String body = document(random);
            assertThat(outcome(() -> bodies().json(body)))
                    .as(body)
                    .isEqualTo(outcome(() -> bodies().jsonByLibrary(body)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void csv_is_read_as_by_the_library(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String body = csv(random);
            assertThat(outcome(() -> bodies().csv(null, body)))
                    .as(body)
                    .isEqualTo(outcome(() -> bodies().csvByLibrary(null, body)));
        }
    }

    @Test
    void a_body_larger_than_any_buffer_is_read_to_its_end_and_places_in_it_are_right() {
        StringBuilder body = new StringBuilder("{\"points\" : [\n");
        for (int i = 0; i < 30_000; i++) {
            body.append(i == 0 ? "" : ",\n").append(point(new Random(i % 7), 10));
        }
        String large = "\"metadata\":{\"a\":\"" + "x".repeat(3_000_000) + "\"}";
        body.append(",{\"series\":\"a\",").append(large).append("}");
        String good = body + "]}";
        assertThat(outcome(() -> bodies().json(good))).isEqualTo(outcome(() -> bodies().jsonByLibrary(good)));
        String bad = body + " ]";
        assertThat(outcome(() -> bodies().json(bad))).isEqualTo(outcome(() -> bodies().jsonByLibrary(bad)));
    }

    private static Bodies bodies() {
        return new Bodies().knows("text value", ValueKind.TEXT);
    }

    private static @Nullable Object outcome(Supplier<Bodies.Read> read) {
        try {
            return read.get();
        } catch (ProblemException e) {
            return e.getMessage();
        }
    }

    private static String document(Random random) {
        List<String> points = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            points.add(point(random, 4));
        }
        String space = random.nextInt(3) == 0 ? "\r\n" : "";
        String body =
                "{" + space + "\"points\":[" + space + String.join(space + "," + space, points) + "]" + space + "}";
        for (int i = random.nextInt(4) - 2; i > 0; i--) {
            int at = random.nextInt(body.length() + 1);
            body = body.substring(0, at) + pick(random, BREAKS, 1) + body.substring(at);
        }
        return random.nextInt(20) == 0 ? body.substring(0, random.nextInt(body.length())) : body;
    }

    /** @param plain how many times likelier what is plain is than all else together */
    private static String point(Random random, int plain) {
        List<String> members = new ArrayList<>();
        members.add("\"series\":" + pick(random, SERIES, plain));
        members.add("\"time\":" + pick(random, TIMES, plain));
        members.add("\"value\" : " + pick(random, VALUES, plain));
        if (random.nextBoolean()) {
            members.add("\"tags\":" + pick(random, TAGS, plain));
        }
        if (random.nextInt(plain + 1) == 0) {
            members.add(pick(random, OTHERS, 1));
        }
        if (random.nextBoolean()) {
            Collections.shuffle(members, random);
        }
        if (random.nextInt(5 * plain) == 0) {
            members.remove(0);
        }
        return "{" + String.join(",", members) + "}";
    }

    private static String csv(Random random) {
        StringBuilder body = new StringBuilder("series,time,value,host,key");
        String lineBreak = random.nextBoolean() ? "\n" : "\r\n";
        for (int line = random.nextInt(12); line > 0; line--) {
            body.append(lineBreak);
            for (int column = 0; column < 5; column++) {
                String usual =
                        List.of("a", "2025-01-01T00:00:00Z", "1.50", "h", "").get(column);
                body.append(column == 0 ? "" : random.nextInt(60) == 0 ? ",," : ",")
                        .append(random.nextInt(12) > 0 ? usual : pick(random, CELLS, 1));
            }
        }
        return body.append(random.nextBoolean() ? lineBreak : "").toString();
    }

    private static String pick(Random random, List<String> from, int first) {
        return from.get(
                random.nextInt(first + 1) > 0 ? random.nextInt(Math.min(2, from.size())) : random.nextInt(from.size()));
    }
}
