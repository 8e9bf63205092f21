package io.varve.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is told when a job's health changes.
 *
 * @param was OK, WARNING or ALERT
 * @param health OK, WARNING or ALERT
 * @param reason why it is not OK
 */
record HealthChange(
        String job,
        String tier,
        Instant changedAt,
        String was,
        String health,
        @Nullable String reason) {}
