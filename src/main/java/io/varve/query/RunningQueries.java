package io.varve.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.varve.web.Clients;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * The queries that requests are waiting for. Where the client has gone, what is running for it is cancelled, and its
 * connection is free again. {@code varve.query.abandoned} counts those.
 */
@Component
class RunningQueries implements HandlerInterceptor, DisposableBean {

    /** Most queries take less and are never looked at. */
    private static final Duration EVERY = Duration.ofMillis(250);

    private static final Logger log = LoggerFactory.getLogger(RunningQueries.class);

    private final ThreadLocal<@Nullable RunningQuery> current = new ThreadLocal<>();
    private final Set<RunningQuery> all = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "varve-clients");
        thread.setDaemon(true);
        return thread;
    });
    private final Clients clients;
    private final Counter abandoned;

    RunningQueries(Clients clients, MeterRegistry registry) {
        this.clients = clients;
        this.abandoned = Counter.builder("varve.query.abandoned")
                .description("Queries cancelled because their client had gone")
                .register(registry);
        watch.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        RunningQuery query = new RunningQuery(clients.of(request));
        current.set(query);
        all.add(query);
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        RunningQuery query = current.get();
        if (query != null) {
            current.remove();
            all.remove(query);
            query.end();
        }
    }

    /** What the request that is being answered has taken so far; outside of one, nobody's. */
    Account account() {
        RunningQuery query = current.get();
        return query == null ? new Account() : query.account();
    }

    /** Gives the request that is being answered so much time, from now on. */
    void limit(@Nullable Duration time) {
        RunningQuery query = current.get();
        if (query != null && time != null) {
            query.limit(time);
        }
    }

    /** What is left of the time the request may take; null where no limit was asked for. */
    @Nullable
    Long millisLeft() {
        RunningQuery query = current.get();
        return query == null ? null : query.millisLeft();
    }

    /** Notes what the request that is being answered sends. */
    void send(Statement statement) {
        RunningQuery query = current.get();
        if (query != null) {
            query.send(statement);
        }
    }

    private void look() {
        for (RunningQuery query : all) {
            try {
                if (query.cancelIfAbandoned(EVERY)) {
                    abandoned.increment();
                }
            } catch (SQLException | RuntimeException e) {
                log.warn("A query could not be cancelled", e);
            }
        }
    }

    @Override
    public void destroy() {
        watch.shutdownNow();
    }
}
