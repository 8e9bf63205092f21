package io.varve.query;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Stands between queries and their answers, which {@link CachedAnswers} has kept. */
final class AnswerFilter extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        AnswerResponse answer = new AnswerResponse(request, response);
        chain.doFilter(request, answer);
        answer.finish();
    }
}
