package io.varve.query;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How exact an answer has to be, and at what cost.
 *
 * @param insisted whether an answer that is not exact is none
 * @param mostPoints how many points a statement may read for functions that need all of them together
 * @param mostRead how many stored buckets and points a statement may read
 * @param timeout how long it may take; null for as long as any statement
 * @param beyond whether there are more points: these functions are told from profiles
 */
record Exactness(
        boolean insisted,
        int mostPoints,
        int mostRead,
        @Nullable Duration timeout,
        boolean beyond) {

    Exactness(boolean insisted, int mostPoints, int mostRead, @Nullable Duration timeout) {
        this(insisted, mostPoints, mostRead, timeout, false);
    }

    Exactness beyondPoints() {
        return new Exactness(insisted, mostPoints, mostRead, timeout, true);
    }
}
