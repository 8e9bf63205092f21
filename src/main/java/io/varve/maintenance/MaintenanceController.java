package io.varve.maintenance;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/operations/maintain}. */
@RestController
@RequestMapping("/api/operations/maintain")
class MaintenanceController {

    private final Maintenance maintenance;
    private final InstantSource clock;

    MaintenanceController(Maintenance maintenance, InstantSource clock) {
        this.maintenance = maintenance;
        this.clock = clock;
    }

    /** What was done and found at a time. */
    record Report(Instant time, List<Action> actions) {}

    @PostMapping
    Report maintain() {
        Instant now = clock.instant();
        return new Report(now, maintenance.run(now));
    }
}
