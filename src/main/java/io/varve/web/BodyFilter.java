package io.varve.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Decompresses request bodies and holds them against the limit, as they stream by. */
class BodyFilter extends OncePerRequestFilter {

    private final long limit;
    private final HandlerExceptionResolver problems;

    BodyFilter(long limit, HandlerExceptionResolver problems) {
        this.limit = limit;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpServletRequest limited;
        try {
            limited = limited(request);
        } catch (ProblemException e) {
            problems.resolveException(request, response, null, e);
            return;
        }
        chain.doFilter(limited, response);
    }

    private HttpServletRequest limited(HttpServletRequest request) {
        if (request.getContentLengthLong() > limit) {
            throw BodyStream.tooLarge(limit);
        }
        String encoding = encoding(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        return switch (encoding) {
            case "identity" -> new BodyRequest(request, limit, false);
            case "gzip", "x-gzip" -> new BodyRequest(request, limit, true);
            default ->
                throw new ProblemException(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "unsupported-encoding",
                        "Content-Encoding '%s' is not known; accepted: gzip, identity".formatted(encoding));
        };
    }

    private static String encoding(@Nullable String header) {
        return header == null || header.isBlank() ? "identity" : header.strip().toLowerCase(Locale.ROOT);
    }
}
