package io.varve.retention;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

    @Bean
    Pause retentionPause() {
        return Pause::sleep;
    }
}
