package io.varve.query;

import io.varve.operations.SlowQueries;
import io.varve.operations.SlowQuery;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/** Tells of requests that took long once they are answered: what was asked, and what their statements took. */
@Component
class SlowAnswers implements HandlerInterceptor {

    private final RunningQueries running;
    private final SlowQueries slow;
    private final PlanRepository plans;

    SlowAnswers(RunningQueries running, SlowQueries slow, PlanRepository plans) {
        this.running = running;
        this.slow = slow;
        this.plans = plans;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        Account account = running.account();
        Duration taken = account.taken();
        if (slow.isSlow(taken)) {
            QueryStatement.Prepared longest = account.longest();
            Supplier<String> plan = longest == null ? null : () -> plans.plan(longest);
            slow.note(of(request, response, account, taken), plan);
        }
    }

    private static SlowQuery of(
            HttpServletRequest request, HttpServletResponse response, Account account, Duration taken) {
        String query = request.getQueryString();
        return new SlowQuery(
                request.getRequestURI().substring(request.getContextPath().length()),
                query == null ? account.body() : query,
                response.getStatus(),
                taken.toNanos() / 1e9,
                account.databaseSeconds(),
                account.statements(),
                account.tiers());
    }
}
