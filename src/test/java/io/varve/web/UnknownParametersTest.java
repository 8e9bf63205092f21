package io.varve.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

class UnknownParametersTest {

    @Test
    void declared_parameters_pass_by_either_way_of_naming_them() throws Exception {
        assertThat(accepts("named", "end_time", "start_time", "limit")).isTrue();
    }

    @Test
    void an_unknown_parameter_is_refused_by_name_with_the_accepted_ones() {
        assertThatThrownBy(() -> accepts("named", "limit", "intreval"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("Unknown parameter 'intreval'; accepted: end_time, limit, start_time");
        assertThatThrownBy(() -> accepts("none", "x")).hasMessage("Unknown parameter 'x'; none are accepted here");
    }

    private static boolean accepts(String endpoint, String... parameters) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/timeseries");
        for (String parameter : parameters) {
            request.addParameter(parameter, "1");
        }
        Method declared = Arrays.stream(Endpoints.class.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(endpoint))
                .findFirst()
                .orElseThrow();
        HandlerMethod method = new HandlerMethod(new Endpoints(), declared);
        return new UnknownParameters().preHandle(request, new MockHttpServletResponse(), method);
    }

    static class Endpoints {

        void named(
                @RequestParam("end_time") @Nullable String end,
                @RequestParam(name = "start_time", required = false) @Nullable String start,
                @RequestParam(required = false) @Nullable String limit) {}

        void none() {}
    }
}
