package io.varve.operations;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * {@code /actuator/health/operations}: UP, or the worst of WARNING and ALERT with what is wrong. Neither takes an instance out of
 * service: queries stay exact while jobs fail.
 */
@Component("jobs")
class JobsHealthIndicator extends AbstractHealthIndicator {

    private final MonitorRepository repository;
    private final InstantSource clock;

    JobsHealthIndicator(MonitorRepository repository, InstantSource clock) {
        super("jobs cannot be looked at");
        this.repository = repository;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        List<Standing> unwell = repository.standings(clock.instant()).stream()
                .filter(each ->
                        each.health().equals(Standing.ALERT) || each.health().equals(Standing.WARNING))
                .toList();
        boolean alert = unwell.stream().anyMatch(each -> each.health().equals(Standing.ALERT));
        builder.status(unwell.isEmpty() ? Status.UP : new Status(alert ? Standing.ALERT : Standing.WARNING));
        builder.withDetails(unwell.stream()
                .collect(Collectors.toMap(
                        each -> each.job() + " " + each.tier(), each -> each.health() + ": " + each.reason())));
    }
}
