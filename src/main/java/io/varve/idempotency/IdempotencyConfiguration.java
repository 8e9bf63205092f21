package io.varve.idempotency;

import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.servlet.HandlerExceptionResolver;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {

    /** After the filter that decompresses bodies: the same body is the same however it was sent. */
    private static final int AFTER_BODIES = Ordered.HIGHEST_PRECEDENCE + 3;

    // Lazy, because filters are made while Tomcat starts: a database that cannot be used is for the start itself to
    // tell.
    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotencyKeys(
            @Lazy AnswerRepository answers,
            JsonMapper json,
            @Lazy InstantSource clock,
            IdempotencyProperties properties,
            @Lazy @Qualifier("ingestTransactions") TransactionOperations transactions,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        FilterRegistrationBean<IdempotencyFilter> registration = new FilterRegistrationBean<>(new IdempotencyFilter(
                (key, request) -> new KeyedRequest(key, request, answers, json, clock, properties.keep()),
                transactions,
                problems));
        registration.setOrder(AFTER_BODIES);
        return registration;
    }
}
