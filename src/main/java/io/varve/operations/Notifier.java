package io.varve.operations;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells a change of health: to the log, and with {@code varve.operations.webhook} as a POST of {@code {"job":..,"tier":..,
 * "changed_at":..,"was":..,"health":..,"reason":..}}, tried three times.
 */
@Component
class Notifier {

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int TRIES = 3;

    private final OperationsProperties properties;
    private final JsonMapper json;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    Notifier(OperationsProperties properties, JsonMapper json) {
        this.properties = properties;
        this.json = json;
    }

    void tell(HealthChange change) {
        String why = change.reason() == null ? "" : ": " + change.reason();
        if (change.health().equals("OK")) {
            LOG.info("{} of {} is OK, it was {}", change.job(), change.tier(), change.was());
        } else {
            LOG.warn("{} of {} is {}, it was {}{}", change.job(), change.tier(), change.health(), change.was(), why);
        }
        if (properties.webhook() != null) {
            post(properties.webhook(), json.writeValueAsString(change));
        }
    }

    private void post(URI webhook, String body) {
        HttpRequest request = HttpRequest.newBuilder(webhook)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        String trouble = "";
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                int status = http.send(request, BodyHandlers.discarding()).statusCode();
                if (status / 100 == 2) {
                    return;
                }
                trouble = "it answered " + status;
            } catch (IOException e) {
                trouble = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        LOG.warn("{} could not be told of {}: {}", webhook, body, trouble);
    }
}
