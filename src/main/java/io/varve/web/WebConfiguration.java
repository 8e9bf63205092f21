package io.varve.web;

import jakarta.servlet.Filter;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new UnknownParameters()).addPathPatterns("/api/**");
    }

    @Bean
    FilterRegistrationBean<UrlHandlerFilter> trailingSlash() {
        return first(UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build(), 1);
    }

    @Bean
    FilterRegistrationBean<BodyFilter> requestBody(
            BodyProperties properties, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return first(new BodyFilter(properties.maxBodySize().toBytes(), problems), 2);
    }

    /** Metric types may have a slash in their name; it arrives as %2F. */
    @Bean
    TomcatConnectorCustomizer encodedSlashes() {
        return connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> watchedConnections() {
        return factory -> factory.setProtocol(WatchedProtocol.class.getName());
    }

    @Bean
    TomcatConnectorCustomizer watching(Clients clients) {
        return connector -> {
            if (connector.getProtocolHandler() instanceof WatchedProtocol watched) {
                clients.watch(watched);
            }
        };
    }

    @Bean
    TomcatContextCustomizer problemsFromTomcat() {
        return context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemReportValve.class.getName());
            }
        };
    }

    private static <F extends Filter> FilterRegistrationBean<F> first(F filter, int position) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + position);
        return registration;
    }
}
