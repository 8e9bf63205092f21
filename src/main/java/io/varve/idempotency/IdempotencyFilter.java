package io.varve.idempotency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Answers a POST whose key has been answered as it was then, and has the answer of any other one remembered. */
class IdempotencyFilter extends OncePerRequestFilter {

    static final String REPLAYED = "Idempotency-Replayed";

    private final BiFunction<String, DigestedRequest, KeyedRequest> requests;
    private final TransactionOperations transactions;
    private final HandlerExceptionResolver problems;

    IdempotencyFilter(
            BiFunction<String, DigestedRequest, KeyedRequest> requests,
            TransactionOperations transactions,
            HandlerExceptionResolver problems) {
        this.requests = requests;
        this.transactions = transactions;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !HttpMethod.POST.matches(request.getMethod())
                || !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        KeyedRequest keyed;
        DigestedRequest digested = new DigestedRequest(request);
        try {
            keyed = keyed(digested);
        } catch (RuntimeException e) {
            answer(e, request, response);
            return;
        }
        if (keyed == null) {
            chain.doFilter(request, response);
        } else if (keyed.earlier() != null) {
            replay(keyed.earlier(), response);
        } else {
            request.setAttribute(Idempotency.ATTRIBUTE, keyed);
            work(keyed, digested, response, chain);
        }
    }

    private @Nullable KeyedRequest keyed(DigestedRequest request) {
        String key = IdempotencyKeys.of(request);
        if (key == null) {
            return null;
        }
        KeyedRequest keyed = requests.apply(key, request);
        keyed.lookUp();
        return keyed;
    }

    /** What is answered is held back until it is certain that no other answer has been remembered meanwhile. */
    private void work(KeyedRequest keyed, DigestedRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ContentCachingResponseWrapper held = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, held);
        if (keyed.earlier() == null && !keyed.isRemembered() && isSuccess(held)) {
            try {
                remember(keyed, held);
            } catch (RuntimeException e) {
                held.reset();
                answer(e, request, held);
            }
        }
        Answer earlier = keyed.earlier();
        if (earlier != null) {
            response.reset();
            replay(earlier, response);
        } else {
            held.copyBodyToResponse();
        }
    }

    /** For effects of no transaction, or of several: to have them again changes nothing. */
    private void remember(KeyedRequest keyed, ContentCachingResponseWrapper held) {
        keyed.readBody();
        transactions.executeWithoutResult(status -> {
            keyed.begin();
            keyed.answer(new Answer(
                    held.getStatus(),
                    held.getContentType(),
                    held.getHeader(HttpHeaders.LOCATION),
                    held.getContentAsByteArray()));
        });
    }

    /** Never an answer of nothing, which would be a success. */
    private void answer(RuntimeException failure, HttpServletRequest request, HttpServletResponse response) {
        if (problems.resolveException(request, response, null, failure) == null) {
            throw failure;
        }
    }

    private static boolean isSuccess(HttpServletResponse response) {
        return HttpStatusCode.valueOf(response.getStatus()).is2xxSuccessful();
    }

    private static void replay(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setHeader(REPLAYED, "true");
        if (answer.location() != null) {
            response.setHeader(HttpHeaders.LOCATION, answer.location());
        }
        if (answer.contentType() != null) {
            response.setContentType(answer.contentType());
        }
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }
}
