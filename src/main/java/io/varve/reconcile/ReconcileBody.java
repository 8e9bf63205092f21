package io.varve.reconcile;

import io.varve.catalog.SeriesSelector;
import io.varve.timeseries.TimeRange;
import io.varve.web.JsonBody;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is to be reconciled, as the caller says it; a missing member is the same as null. */
record ReconcileBody(
        @Nullable String from,
        @Nullable String to,
        @Nullable String series,
        @Nullable Boolean repair) {

    TimeRange range(Instant now) {
        long start = JsonBody.time("from", from, now);
        long end = JsonBody.time("to", to, now);
        return JsonBody.range(start, end);
    }

    SeriesSelector selector() {
        return SeriesSelector.ofMember(series);
    }

    boolean repairs() {
        return repair != null && repair;
    }
}
