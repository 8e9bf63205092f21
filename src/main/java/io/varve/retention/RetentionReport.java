package io.varve.retention;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run removed, or a dry run says it would.
 *
 * @param complete whether nothing was left for a later run
 * @param latePoints points merged below raw's floor that were, or would be, forgotten
 * @param tiers raw and every tier, finer before coarser
 */
record RetentionReport(
        @JsonProperty("dry_run") boolean dryRun,
        Instant now,
        boolean complete,
        @JsonProperty("late_points") long latePoints,
        List<TierReport> tiers) {

    /**
     * Of raw or a tier. Times are null for nothing at all: nothing is to go, or nothing has gone yet.
     *
     * @param cutoff what lies before is no longer wanted, of any series
     * @param floor what lay before had gone when the run began
     * @param reachedFloor what lies before has gone afterwards
     * @param heldBy why that is not all that should go
     * @param archived files that rows were written to before they went
     * @param partitions those that were, or would be, dropped
     * @param bytes of these, indexes included
     * @param estimatedRows of these, by the statistics
     * @param deletedRows rows deleted one by one, or that would be; in raw a row is an hour of a series
     */
    record TierReport(
            String tier,
            @Nullable Instant cutoff,
            @Nullable Instant floor,
            @JsonProperty("reached_floor") @Nullable Instant reachedFloor,
            @JsonProperty("held_by") @Nullable String heldBy,
            List<PolicyReport> policies,
            List<ArchiveFile> archived,
            List<Partition> partitions,
            long bytes,
            @JsonProperty("estimated_rows") long estimatedRows,
            @JsonProperty("deleted_rows") long deletedRows) {

        static TierReport of(
                String tier,
                FloorReport floor,
                List<PolicyReport> policies,
                List<ArchiveFile> archived,
                List<Partition> partitions,
                long deletedRows) {
            return new TierReport(
                    tier,
                    floor.cutoff(),
                    floor.floor(),
                    floor.reached(),
                    floor.heldBy(),
                    policies,
                    archived,
                    partitions,
                    partitions.stream().mapToLong(Partition::bytes).sum(),
                    partitions.stream().mapToLong(Partition::estimatedRows).sum(),
                    deletedRows);
        }

        boolean isComplete() {
            return heldBy == null && policies.stream().allMatch(PolicyReport::isComplete);
        }
    }

    /**
     * Of a policy.
     *
     * @param series how many series it is for now
     * @param reachedFloor the lowest floor that any of them has afterwards
     */
    record PolicyReport(
            String name,
            @Nullable Instant cutoff,
            int series,
            @JsonProperty("reached_floor") @Nullable Instant reachedFloor,
            @JsonProperty("held_by") @Nullable String heldBy) {

        boolean isComplete() {
            return heldBy == null || heldBy.equals(FloorMoves.ARCHIVE_FIRST);
        }
    }

    record Partition(
            String name,
            long bytes,
            @JsonProperty("estimated_rows") long estimatedRows) {}

    /** A floor before and after; of several series the lowest. */
    record FloorReport(
            @Nullable Instant cutoff,
            @Nullable Instant floor,
            @Nullable Instant reached,
            @Nullable String heldBy) {

        FloorReport heldBy(String reason) {
            return heldBy == null ? new FloorReport(cutoff, floor, reached, reason) : this;
        }
    }
}
