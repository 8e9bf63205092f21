package io.varve.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses query parameters that the endpoint does not declare: a misspelt filter must not answer for everything. */
class UnknownParameters implements HandlerInterceptor {

    private final Map<Method, SortedSet<String>> declared = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            SortedSet<String> accepted = declared.computeIfAbsent(method.getMethod(), UnknownParameters::parameters);
            for (String name : request.getParameterMap().keySet()) {
                if (!accepted.contains(name)) {
                    throw refuse(name, accepted);
                }
            }
        }
        return true;
    }

    private static ProblemException refuse(String name, SortedSet<String> accepted) {
        String what = accepted.isEmpty() ? "none are accepted here" : "accepted: " + String.join(", ", accepted);
        return ProblemException.badRequest("unknown-parameter", "Unknown parameter '%s'; %s".formatted(name, what))
                .with("parameter", name)
                .with("accepted", accepted);
    }

    private static SortedSet<String> parameters(Method method) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class))
                .map(UnknownParameters::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(Parameter parameter) {
        // Merged, because "value" is an alias of "name".
        RequestParam declared = AnnotatedElementUtils.getMergedAnnotation(parameter, RequestParam.class);
        return declared == null || declared.name().isEmpty() ? parameter.getName() : declared.name();
    }
}
