package io.varve.reconcile;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one statement found in one tier or custom rollup, for some series and a stretch of time.
 *
 * @param points how many points it read, or buckets of a rollup's source
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

    /** Of a rollup that has been dropped meanwhile. */
    static final Step NOTHING = new Step(0, 0, 0, 0, 0, 0, List.of());

    /** A column of a bucket that disagrees, with the series by its id; of a rollup with what the group is of. */
    record Detail(
            @JsonProperty("series_id") @Nullable Integer seriesId,
            @Nullable String series,
            @Nullable String field,
            @Nullable Map<String, String> dimensions,
            OffsetDateTime bucket,
            String kind,
            String column,
            @Nullable JsonNode stored,
            @Nullable JsonNode recomputed) {}

    boolean isEmpty() {
        return checked + pending == 0;
    }
}
