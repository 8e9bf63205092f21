package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.web.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/** What a client gets, by the parameter and by the header Accept. */
class AnswerFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| JSON",
                "*/* | JSON",
                "application/json | JSON",
                "application/x-ndjson | NDJSON",
                "text/csv | CSV",
                "text/csv; charset=utf-8 | CSV",
                "text/* | CSV",
                "application/* | JSON",
                "text/csv, */* | CSV",
                "text/html, application/xhtml+xml, */*;q=0.8 | JSON",
                "application/json;q=0.5, application/x-ndjson | NDJSON",
                "text/csv;q=0.9, application/json | JSON",
                "application/json;q=0, */* | NDJSON",
                "text/csv, application/json | JSON",
            })
    void the_header_says_what_the_client_likes(String accept, AnswerFormat format) throws Exception {
        assertThat(AnswerFormat.of(null, accept)).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({"json,JSON", "NDJSON,NDJSON", "Csv,CSV"})
    void the_parameter_goes_before_the_header(String parameter, AnswerFormat format) throws Exception {
        assertThat(AnswerFormat.of(parameter, "image/png")).isEqualTo(format);
    }

    @Test
    void what_there_is_no_answer_in_is_refused() {
        assertThatThrownBy(() -> AnswerFormat.of(null, "application/xml"))
                .isInstanceOf(HttpMediaTypeNotAcceptableException.class);
        assertThatThrownBy(() -> AnswerFormat.of(null, "not a type"))
                .isInstanceOf(HttpMediaTypeNotAcceptableException.class);
        assertThatThrownBy(() -> AnswerFormat.of("xml", null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("json, ndjson or csv");
    }
}
