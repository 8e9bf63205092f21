package io.varve.web;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * An error the caller is told about, as RFC 9457 problem+json. The slug is the stable name of its kind: the type of the
 * answer is {@code urn:varve:problem:<slug>}. The detail is shown to the caller.
 */
public class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String slug;
    private final String detail;
    private final transient Map<String, Object> members = new LinkedHashMap<>();

    public ProblemException(HttpStatus status, String slug, String detail) {
        this(status, slug, detail, null);
    }

    public ProblemException(HttpStatus status, String slug, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.slug = slug;
        this.detail = detail;
    }

    /** 400 about one query or path parameter; the detail says what is accepted. */
    public static ProblemException badParameter(String parameter, String detail) {
        return badRequest("bad-parameter", detail).with("parameter", parameter);
    }

    /** What the parser makes of a query or path parameter; where it throws IllegalArgumentException, a 400 that names the parameter and says why. */
    public static <T> T orBadParameter(String parameter, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw badParameter(parameter, parameter + ": " + Objects.requireNonNull(e.getMessage()));
        }
    }

    /** 400. */
    public static ProblemException badRequest(String slug, String detail) {
        return new ProblemException(HttpStatus.BAD_REQUEST, slug, detail);
    }

    /** 404 for something that could exist under this path but does not. */
    public static ProblemException notFound(String detail) {
        return new ProblemException(HttpStatus.NOT_FOUND, "not-found", detail);
    }

    /** 409. */
    public static ProblemException conflict(String detail) {
        return new ProblemException(HttpStatus.CONFLICT, "conflict", detail);
    }

    /** Adds an extension member to the answer. */
    public ProblemException with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    public HttpStatus status() {
        return status;
    }

    /** As it is answered. */
    public ProblemDetail toProblem() {
        ProblemDetail problem = problem(status, slug, detail);
        members.forEach(problem::setProperty);
        return problem;
    }

    static ProblemDetail problem(HttpStatus status, String slug, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:varve:problem:" + slug));
        return problem;
    }
}
