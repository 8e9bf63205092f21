package io.varve.operations;

import org.jspecify.annotations.Nullable;

/**
 * How a job is retried and when it counts as unhealthy; durations in seconds.
 *
 * @param isActive false pauses it
 * @param retryAfterSeconds wait after the first failure, doubled after each further one
 * @param retryAtMostSeconds the longest wait
 * @param maxAttempts after so many failures in a row it has failed
 * @param probeAfterSeconds what has failed is tried again this much later; null for never
 */
record JobSettings(
        String job,
        String tier,
        boolean isActive,
        double retryAfterSeconds,
        double retryAtMostSeconds,
        int maxAttempts,
        @Nullable Double probeAfterSeconds,
        double warnAfterSeconds,
        double alertAfterSeconds,
        double maxRuntimeSeconds) {}
