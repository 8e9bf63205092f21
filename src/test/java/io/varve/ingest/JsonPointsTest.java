package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.catalog.ValueKind;
import io.varve.web.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPointsTest {

    private static final String USER = "11111111-1111-1111-1111-111111111111";
    private static final String SESSION = "22222222-2222-2222-2222-222222222222";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | value | 1.0",
                "-0 | value | 0.0",
                "-0.0 | value | 0.0",
                "0.1 | value | 0.1",
                "1e140 | value | 1.0E140",
                "-1.5E-3 | value | -0.0015",
                "9007199254740992 | value | 9.007199254740992E15",
                "-9007199254740992 | value | -9.007199254740992E15",
                "true | value | 1.0",
                "false | value | 0.0",
                "\"a text\" | value | 'a text'",
                "\"\" | value | ''",
                "{\"value\":5} | value | 5.0",
                "{\"a\":{\"b\":{\"c\":5}}} | a.b.c | 5.0",
                "{\"a.b\":5} | a\\.b | 5.0",
                "{\"a\\\\b\":5} | a\\\\b | 5.0",
            })
    void takes_every_value_that_has_a_number_for_it(String value, String field, String expected) {
        assertThat(read(value).points()).containsExactly("s{} " + field + " 2025-01-01T00:00:00Z = " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NaN | /value | NaN is no value",
                "Infinity | /value | within -1e140 to 1e140",
                "-Infinity | /value | within -1e140 to 1e140",
                "1.1e140 | /value | within -1e140 to 1e140",
                "-1e400 | /value | within -1e140 to 1e140",
                "9007199254740993 | /value | within -2^53 to 2^53",
                "-9007199254740993 | /value | within -2^53 to 2^53",
                "92233720368547758079223372036854775807 | /value | within -2^53 to 2^53",
                "null | /value | null is no value",
                "[1] | /value | an array is no value",
                "[[{\"a\":1}]] | /value | an array is no value",
                "{} | /value | an empty object is no value",
                "{\"r\":1,\"g\":{}} | /value/g | an empty object is no value",
                "{\"r\":1,\"g\":null} | /value/g | null is no value",
                "{\"r\":{\"a/b\":[2]}} | /value/r/a~1b | an array is no value",
                "{\"\":1} | /value | the name of a field must not be empty",
                "\"a\\u0000b\" | /value | U+0000",
                "\"a\\ud800\" | /value | half of a surrogate pair",
            })
    void refuses_every_value_that_has_none(String value, String pointer, String detail) {
        Bodies.Read read = read(value);
        assertThat(read.points()).isEmpty();
        assertThat(read.errors())
                .singleElement()
                .asString()
                .startsWith("index 0 /points/0" + pointer + ": ")
                .contains(detail);
    }

    @Test
    void refuses_an_integer_of_any_length_and_goes_on() {
        String body = "{\"points\":[" + point("9".repeat(50_000)) + "," + point("7") + "]}";
        Bodies.Read read = new Bodies().json(body);
        assertThat(read.errors()).singleElement().asString().contains("2^53");
        assertThat(read.points()).hasSize(1);
    }

    @Test
    void a_text_has_at_most_a_kibibyte() {
        assertThat(read("\"" + "ü".repeat(512) + "\"").points()).hasSize(1);
        assertThat(read("\"" + "ü".repeat(512) + "x\"").errors())
                .singleElement()
                .asString()
                .contains("at most 1024 bytes of UTF-8, this has 1025");
    }

    @Test
    void a_value_has_at_most_a_thousand_fields() {
        StringBuilder value = new StringBuilder("{\"f0\":0");
        for (int i = 1; i <= 1000; i++) {
            value.append(",\"f").append(i).append("\":").append(i);
        }
        assertThat(read(value + "}").errors()).singleElement().asString().contains("at most 1000 fields");
    }

    @Test
    void a_composite_value_has_one_series_per_leaf() {
        assertThat(read("{\"r\":1,\"g\":2,\"pos\":{\"lat\":3,\"text\":\"x\"}}").points())
                .containsExactly(
                        "s{} r 2025-01-01T00:00:00Z = 1.0",
                        "s{} g 2025-01-01T00:00:00Z = 2.0",
                        "s{} pos.lat 2025-01-01T00:00:00Z = 3.0",
                        "s{} pos.text 2025-01-01T00:00:00Z = 'x'");
    }

    @Test
    void members_may_come_in_any_order_and_optional_ones_may_be_null() {
        assertThat(new Bodies()
                        .json("{\"points\":[{\"value\":1,\"metadata\":null,\"tags\":null,\"key\":null,\"user_id\":null,"
                                + "\"session_id\":null,\"time\":\"2025-01-01T00:00:00Z\",\"series\":\"s\"}]}")
                        .points())
                .containsExactly("s{} value 2025-01-01T00:00:00Z = 1.0");
    }

    @Test
    void tags_user_session_key_and_metadata_are_read() {
        Bodies.Read read = new Bodies()
                .json(points(
                        "\"tags\":{\"host\":\"b\",\"dc\":\"\"},\"user_id\":\"" + USER + "\"",
                        "\"session_id\":\"" + SESSION + "\"",
                        "\"session_id\":\"" + SESSION + "\",\"user_id\":\"" + USER + "\"",
                        "\"key\":\"viewer 1\"",
                        "\"metadata\":{\"a\":[1,2.50,{\"b\":\"ü\"}],\"n\":null,\"t\":true}"));
        assertThat(read.errors()).isEmpty();
        assertThat(read.points())
                .containsExactly(
                        "s{dc=, host=b} value 2025-01-01T00:00:00Z = 0.0 user " + USER,
                        "s{} value 2025-01-01T00:00:00Z = 1.0 user of session 0 session 0",
                        "s{} value 2025-01-01T00:00:00Z = 2.0 user " + USER + " session 0",
                        "s{} value 2025-01-01T00:00:00Z = 3.0 key " + new KeySource().of("viewer 1"),
                        "s{} value 2025-01-01T00:00:00Z = 4.0 {\"a\":[1,2.50,{\"b\":\"ü\"}],\"n\":null,\"t\":true}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"colour\":1 | /colour | unknown member 'colour'; accepted are series, time, value, tags",
                "\"tags\":{\"a\":1} | /tags/a | must be a string",
                "\"tags\":{\"a\":null} | /tags/a | must be a string",
                "\"tags\":[\"a\"] | /tags | must be an object of strings",
                "\"tags\":{\"\":\"a\"} | `` | the name of a tag must have 1 to 255 characters",
                "\"user_id\":\"1-1-1-1-1\" | /user_id | must be a UUID",
                "\"user_id\":7 | /user_id | must be a string",
                "\"session_id\":\"x\" | /session_id | must be a UUID",
                "\"session_id\":\"22222222-2222-2222-2222-222222222222\",\"key\":\"k\" | /key | not both",
                "\"key\":\"\" | /key | must not be empty",
                "\"key\":\"\\u0000\" | /key | U+0000",
                "\"metadata\":[] | /metadata | must be an object",
                "\"metadata\":{\"a\":[NaN,1],\"b\":1} | /metadata | that a double can hold",
                "\"metadata\":{\"a\":1e999} | /metadata | that a double can hold",
                "\"metadata\":{\"a\":1e-999999} | /metadata | that a double can hold",
                "\"metadata\":{\"a\":{\"b\":\"\\u0000\"}} | /metadata | U+0000",
            })
    void refuses_members_that_are_not_as_they_should_be(String member, String pointer, String detail) {
        Bodies.Read read = new Bodies().json(points(member));
        assertThat(read.points()).isEmpty();
        assertThat(read.errors())
                .singleElement()
                .asString()
                .startsWith("index 0 /points/0" + pointer + ": ")
                .contains(detail);
    }

    @Test
    void metadata_has_at_most_16_kibibytes() {
        assertThat(new Bodies()
                        .json(points("\"metadata\":{\"a\":\"" + "x".repeat(16_000) + "\"}"))
                        .points())
                .hasSize(1);
        assertThat(new Bodies()
                        .json(points("\"metadata\":{\"a\":\"" + "x".repeat(17_000) + "\",\"b\":{\"c\":[1]}}", ""))
                        .errors())
                .singleElement()
                .asString()
                .contains("16384 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"time\":\"2025-01-01T00:00:00Z\",\"value\":1} | 'series' is missing",
                "{\"series\":\"s\",\"value\":1} | 'time' is missing",
                "{\"series\":\"s\",\"time\":\"2025-01-01T00:00:00Z\"} | 'value' is missing",
                "{} | 'series' is missing",
                "7 | a point must be an object",
                "[{}] | a point must be an object",
                "{\"series\":7,\"time\":\"2025-01-01T00:00:00Z\",\"value\":1} | 'series' must be a string",
                "{\"series\":\"\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":1} | must have 1 to 255 characters",
                "{\"series\":\"s\",\"time\":1735689600000,\"value\":1} | 'time' must be a string",
                "{\"series\":\"s\",\"time\":\"2025-01-01T00:00:00\",\"value\":1} | has no offset",
                "{\"series\":\"s\",\"time\":\"1899-12-31T00:00:00Z\",\"value\":1} | outside 1900-01-01 to 2200-01-01",
                "{\"series\":\"s\",\"time\":\"2200-01-01T00:00:00Z\",\"value\":1} | outside 1900-01-01 to 2200-01-01",
            })
    void refuses_incomplete_points_and_goes_on(String point, String detail) {
        Bodies.Read read = new Bodies().json("{\"points\":[" + point + "," + point("8") + "]}");
        assertThat(read.errors())
                .singleElement()
                .asString()
                .startsWith("index 0 ")
                .contains(detail);
        assertThat(read.points()).containsExactly("s{} value 2025-01-01T00:00:00Z = 8.0");
        assertThat(read.accepted()).isEqualTo(1);
        assertThat(read.bad()).isEqualTo(1);
    }

    @Test
    void names_have_up_to_255_characters_of_any_plane() {
        String longest = "𝄞".repeat(255);
        assertThat(new Bodies().json(series(longest)).points()).hasSize(1);
        assertThat(new Bodies().json(series(longest + "x")).errors())
                .singleElement()
                .asString()
                .contains("must have 1 to 255 characters, this has 256");
    }

    @Test
    void a_value_of_another_kind_than_the_field_is_refused() {
        Bodies.Read read = new Bodies().knows("s value", ValueKind.TEXT).json("{\"points\":[" + point("1") + "]}");
        assertThat(read.errors())
                .containsExactly("index 0 /points/0/value: field 'value' of series 's' holds texts, this is a number");
    }

    @Test
    void the_first_good_value_of_a_request_fixes_the_kind_of_a_new_field() {
        Bodies.Read read = new Bodies()
                .json("{\"points\":[" + point("\"bad\\u0000\"") + "," + point("true") + "," + point("1") + ","
                        + point("false") + "]}");
        assertThat(read.errors()).hasSize(2);
        assertThat(read.errors().get(1))
                .isEqualTo("index 2 /points/2/value: field 'value' of series 's' holds booleans, this is a number");
        assertThat(read.points()).hasSize(2);
    }

    @Test
    void a_bad_leaf_refuses_the_whole_point() {
        Bodies.Read read =
                new Bodies().knows("s g", ValueKind.TEXT).json("{\"points\":[" + point("{\"r\":1,\"g\":2}") + "]}");
        assertThat(read.points()).isEmpty();
        assertThat(read.bad()).isEqualTo(1);
    }

    @Test
    void a_session_has_one_user_per_request() {
        String other = "33333333-3333-3333-3333-333333333333";
        String session = "\"session_id\":\"" + SESSION + "\"";
        Bodies.Read read = new Bodies()
                .json(points(
                        session,
                        session + ",\"user_id\":\"" + USER + "\"",
                        session + ",\"user_id\":\"" + other + "\""));
        assertThat(read.points()).hasSize(2);
        assertThat(read.errors()).singleElement().asString().contains("/points/2/user_id: session " + SESSION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"points\":[}",
                "{\"points\":[{\"series\":\"s\",}]}",
                "{\"points\":[]",
                "{\"points\":[]} x",
                "{\"points\":[],\"points\":[]}",
                "{\"points\":[{\"series\":\"s\",\"series\":\"t\"}]}",
                "{\"points\":[{\"value\":{\"a\":1,\"a\":2}}]}",
                "{\"points\":[{\"tags\":{\"a\":\"1\",\"a\":\"2\"}}]}",
                "{\"points\":[{\"metadata\":{\"a\":1,\"a\":2}}]}",
                "{\"points\":[{\"value\":01}]}",
            })
    void refuses_a_body_that_is_no_json_object_or_repeats_a_name(String body) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> new Bodies().json(body))
                .satisfies(problem -> assertThat(problem.status().value()).isEqualTo(400));
    }

    @Test
    void says_where_the_json_is_malformed() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> new Bodies().json("{\"points\":[\n  {\"series\" \"s\"}]}"))
                .withMessageContaining("line 2, column 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | : 'points' is missing",
                "{\"points\":{}} | /points: 'points' must be an array of points",
                "{\"pionts\":[],\"points\":[]} | /pionts: unknown member 'pionts'; accepted are points",
            })
    void refuses_members_beside_the_points(String body, String error) {
        assertThat(new Bodies().json(body).errors()).containsExactly(error);
    }

    @Test
    void names_the_first_thousand_bad_points_and_counts_the_rest() {
        Bodies.Read read = new Bodies().json("{\"points\":[" + "1,".repeat(2_499) + "1]}");
        assertThat(read.bad()).isEqualTo(2_500);
        assertThat(read.errors()).hasSize(1_000);
        assertThat(read.errors().get(999)).startsWith("index 999 /points/999: ");
    }

    @Test
    void keys_are_hashed_to_negative_numbers() {
        assertThat(List.of("a", "b", "viewer 1", ""))
                .allSatisfy(key -> assertThat(new KeySource().of(key)).isNegative());
        // First 63 bits of the SHA-256 of "a", ca978112ca1bbdca..., with all bits turned around.
        assertThat(new KeySource().of("a")).isEqualTo(~(0xca978112ca1bbdcaL >>> 1));
    }

    private static Bodies.Read read(String value) {
        return new Bodies().json("{\"points\":[" + point(value) + "]}");
    }

    private static String point(String value) {
        return "{\"series\":\"s\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":" + value + "}";
    }

    private static String series(String name) {
        return "{\"points\":[{\"series\":\"" + name + "\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":1}]}";
    }

    /** One point per text of further members, with values 0, 1, 2 .. */
    private static String points(String... members) {
        StringBuilder body = new StringBuilder("{\"points\":[");
        for (int i = 0; i < members.length; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"series\":\"s\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":")
                    .append(i)
                    .append(members[i].isEmpty() ? "" : ",")
                    .append(members[i])
                    .append("}");
        }
        return body.append("]}").toString();
    }
}
