package io.varve.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.UUID;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns every exception into problem+json. What the caller could not have known is logged under an id, never shown. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> problem(ProblemException exception, WebRequest request) {
        if (isCommitted(request)) {
            throw exception;
        }
        return answer(exception, exception.toProblem(), new HttpHeaders(), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> problem(InvalidParameterException exception, WebRequest request) {
        return problem(
                ProblemException.badRequest("bad-query", "The query string is not percent-encoded UTF-8."), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unexpected(Exception exception, WebRequest request) throws Exception {
        ProblemException database = DatabaseTrouble.explain(exception);
        if (database == null && DisconnectedClientHelper.isClientDisconnectedException(exception)) {
            return disconnected(request);
        }
        if (isCommitted(request)) {
            // Half an answer is out already: unresolved, so that the connection is cut and nobody takes it for a whole
            // one.
            throw exception;
        }
        if (database != null) {
            log.warn("{} {}", database.getMessage(), exception.getMessage());
            HttpHeaders headers = new HttpHeaders();
            headers.set(HttpHeaders.RETRY_AFTER, DatabaseTrouble.RETRY_AFTER_SECONDS);
            return answer(exception, database.toProblem(), headers, request);
        }
        return answer(exception, internal(exception), new HttpHeaders(), request);
    }

    /**
     * A broken connection that is not the database's. Nobody should be there to read this, but if somebody is, it must not
     * look like success: without an answer of ours it would be an empty 200.
     */
    private @Nullable ResponseEntity<Object> disconnected(WebRequest request) {
        return isCommitted(request)
                ? null
                : problem(
                        new ProblemException(
                                HttpStatus.BAD_REQUEST,
                                "incomplete-request",
                                "The connection ended before the request was complete."),
                        request);
    }

    private static ProblemDetail internal(Exception exception) {
        UUID id = UUID.randomUUID();
        log.error("Unexpected error {}", id, exception);
        ProblemDetail problem = ProblemException.problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong here; the log tells more under this id.");
        problem.setProperty("id", id);
        return problem;
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem(problem, request);
            }
        }
        return problem(ProblemException.badRequest("unreadable-body", BodyMessages.explain(exception)), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return problem(ProblemException.notFound("There is nothing under this path."), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception exception,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        HttpStatus known = HttpStatus.valueOf(status.value());
        Object problem = body != null ? body : detailOf(exception);
        if (problem instanceof ProblemDetail detail) {
            return answer(exception, typed(detail, known), headers, request);
        }
        return answer(exception, typed(ProblemDetail.forStatus(known), known), headers, request);
    }

    private static @Nullable Object detailOf(Exception exception) {
        return exception instanceof org.springframework.web.ErrorResponse response ? response.getBody() : null;
    }

    static ProblemDetail typed(ProblemDetail problem, HttpStatus status) {
        ProblemDetail typed = ProblemException.problem(status, slug(status), problem.getDetail());
        if (problem.getProperties() != null) {
            problem.getProperties().forEach(typed::setProperty);
        }
        return typed;
    }

    static String slug(HttpStatus status) {
        return status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private @Nullable ResponseEntity<Object> answer(
            Exception exception, ProblemDetail problem, HttpHeaders headers, WebRequest request) {
        HttpHeaders all = new HttpHeaders();
        all.addAll(headers);
        // Set here, so that no Accept header can turn the error into another one.
        all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        all.setCacheControl("no-store");
        return super.handleExceptionInternal(
                exception, problem, all, HttpStatusCode.valueOf(problem.getStatus()), request);
    }

    private static boolean isCommitted(WebRequest request) {
        HttpServletResponse response = request instanceof ServletWebRequest servlet ? servlet.getResponse() : null;
        return response != null && response.isCommitted();
    }
}
