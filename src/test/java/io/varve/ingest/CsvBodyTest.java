package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.web.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvBodyTest {

    private static final String TIME = "2025-01-01T00:00:00Z";
    private static final String USER = "11111111-1111-1111-1111-111111111111";

    @Test
    void columns_are_members_or_tags_and_an_empty_tag_is_none() {
        Bodies.Read read = new Bodies()
                .csv(
                        null,
                        "\uFEFF\"series\", time ,value,host,user_id,key,metadata\r\n"
                                + "s," + TIME + ",1.5,\"a,\"\"b\"\"\n c\",,,\r\n"
                                + "s," + TIME + ",2,," + USER + ",k,\"{\"\"a\"\": 1}\"\r\n");
        assertThat(read.errors()).isEmpty();
        assertThat(read.points())
                .containsExactly(
                        "s{host=a,\"b\"\n c} value 2025-01-01T00:00:00Z = 1.5",
                        "s{} value 2025-01-01T00:00:00Z = 2.0 user " + USER + " key " + new KeySource().of("k")
                                + " {\"a\":1}");
    }

    @Test
    void the_series_may_come_with_the_request_and_time_may_be_called_timestamp() {
        assertThat(new Bodies()
                        .zone("Europe/Berlin")
                        .csv("s", "timestamp,value\n2025-01-01 00:00:00,1\n")
                        .points())
                .containsExactly("s{} value 2024-12-31T23:00:00Z = 1.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | 1.0",
                "` +1.50 ` | 1.5",
                "-.5 | -0.5",
                "5. | 5.0",
                "007 | 7.0",
                "1e3 | 1000.0",
                "2.5E-1 | 0.25",
                "1e20 | 1.0E20",
                "true | 1.0",
                "False | 0.0",
                "` TRUE` | 1.0",
                "1f | '1f'",
                "0x10 | '0x10'",
                "1e | '1e'",
                "- | '-'",
                ". | '.'",
                "1,5 | '1,5'",
                "` some text` | ' some text'",
                "1 2 | '1 2'",
            })
    void a_cell_is_a_number_or_a_boolean_or_a_text(String cell, String expected) {
        assertThat(new Bodies()
                        .csv("s", "time,value\n" + TIME + ",\"" + cell + "\"\n")
                        .points())
                .containsExactly("s{} value 2025-01-01T00:00:00Z = " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the value is empty",
                "NaN | NaN is no value",
                "-nan | -nan is no value",
                "+NaN | +NaN is no value",
                "-Infinity | -Infinity is no value",
                "inf | inf is no value",
                "1e141 | within -1e140 to 1e140",
                "9007199254740993 | 2^53",
                "99999999999999999999999999999999999999999 | 2^53",
            })
    void a_cell_that_is_no_value_is_refused_by_line(String cell, String detail) {
        assertThat(new Bodies()
                        .csv("s", "time,value\n" + TIME + ",1\n" + TIME + "," + cell + "\n")
                        .errors())
                .singleElement()
                .asString()
                .startsWith("line 3 /value: ")
                .contains(detail);
    }

    @Test
    void a_line_with_the_wrong_number_of_cells_is_named() {
        Bodies.Read read =
                new Bodies().csv("s", "time,value,host\n" + TIME + ",1\n" + TIME + ",1,a,b\n" + TIME + ",1,a\n");
        assertThat(read.errors())
                .containsExactly(
                        "line 2 : the line has 2 cells, the header has 3",
                        "line 3 : the line has 4 cells, the header has 3");
        assertThat(read.points()).hasSize(1);
    }

    @Test
    void bad_cells_are_named_by_line_and_column() {
        assertThat(new Bodies()
                        .csv(
                                null,
                                "series,time,value,user_id,metadata\n,,,,\ns,2025,1,,\ns," + TIME + ",1,x,\ns," + TIME
                                        + ",1,,{]\n")
                        .errors())
                .satisfiesExactly(
                        e -> assertThat(e).isEqualTo("line 2 /value: the value is empty"),
                        e -> assertThat(e).startsWith("line 3 /time: '2025' is not a time"),
                        e -> assertThat(e).startsWith("line 4 /user_id: user_id must be a UUID"),
                        e -> assertThat(e).startsWith("line 5 /metadata: the JSON is malformed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the body is empty",
                "`value,series` | no column 'time'",
                "`time,series` | no column 'value'",
                "`time,value` | no column 'series'",
                "`time,value,series,time` | names the column 'time' twice",
                "`time,value,series,timestamp` | names the column 'time' twice",
                "`time,value,series,` | a column without a name",
            })
    void a_header_that_does_not_say_what_the_columns_are_is_refused(String header, String detail) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> new Bodies().csv(null, header + "\n"))
                .withMessageContaining(detail);
    }

    @Test
    void the_series_is_not_named_twice() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> new Bodies().csv("s", "series,time,value\n"))
                .withMessageContaining("named twice");
    }

    @Test
    void quotes_that_do_not_close_as_they_should_are_refused() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> new Bodies().csv("s", "time,value\n\"" + TIME + "\"x,1\n"))
                .withMessageContaining("the CSV is malformed");
    }
}
