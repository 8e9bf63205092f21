package io.varve.query;

import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class QueryWebConfiguration implements WebMvcConfigurer {

    private final RunningQueries running;
    private final AnsweredRequests answered;

    /** Interceptors are made before the database is there, as filters are: what writes to it comes later. */
    QueryWebConfiguration(RunningQueries running, @Lazy AnsweredRequests answered) {
        this.running = running;
        this.answered = answered;
    }

    @Bean
    FilterRegistrationBean<AnswerFilter> answerFilter() {
        FilterRegistrationBean<AnswerFilter> registration = new FilterRegistrationBean<>(new AnswerFilter());
        registration.addUrlPatterns(
                "/api/timeseries",
                "/api/timeseries/",
                "/api/timeseries/compare",
                "/api/timeseries/peaks",
                "/api/timeseries/histogram",
                "/api/timeseries/gaps");
        return registration;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        for (HandlerInterceptor each : List.of(running, answered)) {
            registry.addInterceptor(each).addPathPatterns("/api/timeseries", "/api/timeseries/**");
        }
    }
}
