package io.varve;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The service. Takes Spring Boot's options; the exit code is 1 when it cannot start. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class VarveApplication {

    public static void main(String[] args) {
        SpringApplication.run(VarveApplication.class, args);
    }
}
