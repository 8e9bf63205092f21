package io.varve.rollup;

import io.varve.operations.Run;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * How long a step of a refresh should take. How much it takes for that, each step finds out for the next one, in SQL, and the
 * run says why (docs/adr/0041).
 */
@Component
public class RefreshPace {

    private final RefreshRepository repository;
    private final RefreshProperties properties;

    RefreshPace(RefreshRepository repository, RefreshProperties properties) {
        this.repository = repository;
        this.properties = properties;
    }

    /** How long a step should take while the database is not busy, {@code varve.refresh.target-duration}. */
    public Duration target() {
        return properties.targetDuration();
    }

    /** A run of the tier or custom rollup begins: looks how busy the database is, and takes less at once while it is. */
    public void look(String name, Run run, Instant now) {
        repository.fitWindows(name, properties.busySessions(), run.begin(), now);
    }
}
