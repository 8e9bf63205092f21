package io.varve.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.web.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class IdempotencyKeysTest {

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void a_request_may_have_none() {
        assertThat(IdempotencyKeys.of(request)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "8e03978e-40d5-43dd-bc93-6894a57f9324", "\"a b\"", "~"})
    void printable_ascii_is_taken_as_it_is(String key) {
        request.addHeader("idempotency-key", key);
        assertThat(IdempotencyKeys.of(request)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "schlüssel", "a\u007f", "a\tb"})
    void anything_else_is_refused(String key) {
        request.addHeader("Idempotency-Key", key);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> IdempotencyKeys.of(request))
                .withMessageContaining("Idempotency-Key");
    }
}
