package io.varve.reconcile;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one statement found in one tier, for some series and a stretch of time.
 *
 * @param points how many points it read
 * @param storedChecksum of the compared buckets; checksums of disjoint steps are combined by exclusive or
 */
record Step(
        long checked,
        long pending,
        long mismatches,
        long points,
        long storedChecksum,
        long recomputedChecksum,
        List<Detail> details) {

    /** A column of a bucket that disagrees, with the series by its id. */
    record Detail(
            @JsonProperty("series_id") int seriesId,
            OffsetDateTime bucket,
            String kind,
            String column,
            @Nullable JsonNode stored,
            @Nullable JsonNode recomputed) {}

    boolean isEmpty() {
        return checked + pending == 0;
    }
}
