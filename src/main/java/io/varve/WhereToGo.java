package io.varve;

import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Tells whoever has just started the service what to open next. */
@Component
class WhereToGo {

    private static final Logger log = LoggerFactory.getLogger(WhereToGo.class);

    private final Environment environment;

    WhereToGo(Environment environment) {
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void print() {
        String port = environment.getProperty("local.server.port");
        if (port == null) {
            return;
        }
        String path = environment.getProperty("server.servlet.context-path", "");
        log.info("""
                Varve is ready.
                  Try it       {0}/swagger-ui
                  Reference    {0}/redoc
                  Contract     {0}/openapi.yaml
                  Dashboard    {0}/dashboard
                  Health       {0}/actuator/health
                  Metrics      {0}/actuator/prometheus
                  First steps  README.md""".replace("{0}", "http://" + host() + ":" + port + path));
    }

    private String host() {
        InetAddress address = environment.getProperty("server.address", InetAddress.class);
        return address == null || address.isAnyLocalAddress() ? "localhost" : bracketed(address);
    }

    private static String bracketed(InetAddress address) {
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}
