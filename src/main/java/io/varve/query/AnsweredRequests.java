package io.varve.query;

import io.varve.activity.Activity;
import io.varve.activity.Activity.Kind;
import io.varve.operations.SlowQueries;
import io.varve.operations.SlowQuery;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/** Tells of requests once they are answered, and notes those that took long: what was asked, and what their statements took. */
@Component
class AnsweredRequests implements HandlerInterceptor {

    private final RunningQueries running;
    private final SlowQueries slow;
    private final PlanRepository plans;

    AnsweredRequests(RunningQueries running, SlowQueries slow, PlanRepository plans) {
        this.running = running;
        this.slow = slow;
        this.plans = plans;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        Account account = running.account();
        Duration taken = account.taken();
        boolean isSlow = slow.isSlow(taken);
        if (!isSlow && !Activity.isTold(Kind.QUERIES)) {
            return;
        }
        SlowQuery query = of(request, response, account, taken);
        tell(query, taken);
        if (isSlow) {
            QueryStatement.Prepared longest = account.longest();
            Supplier<String> plan = longest == null ? null : () -> plans.plan(longest);
            slow.note(query, plan);
        }
    }

    private static void tell(SlowQuery query, Duration taken) {
        Activity.of(Kind.QUERIES, "query answered")
                .with("path", query.path())
                .with("query", query.parameters())
                .with("status", query.status())
                .with("statements", query.statements())
                .with("tiers", query.tiers())
                .seconds(taken.toNanos())
                .tell();
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
