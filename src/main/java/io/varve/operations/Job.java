package io.varve.operations;

/**
 * Scheduled work that is retried, and has a health, by itself.
 *
 * @param kind refresh, profile, settle, retention, reconcile, maintain, backfill or import
 * @param tier name of the tier it writes; raw, or all where it is not about one; of an import its name
 */
public record Job(String kind, String tier) {

    /** Work that is not about one tier. */
    public static Job ofAll(String kind) {
        return new Job(kind, "all");
    }

    @Override
    public String toString() {
        return kind + " of " + tier;
    }
}
