package io.varve.crash;

import org.jspecify.annotations.Nullable;

/** Where work is stopped for a fault. What waits there is in the middle of a transaction that has done as much. */
enum Point {
    POINTS_WRITTEN("AFTER INSERT ON raw.batch FOR EACH STATEMENT", "varve-ingest"),
    SESSION_UPSERTED("AFTER INSERT OR UPDATE ON catalog.session FOR EACH STATEMENT", "varve-ingest"),
    INVALIDATIONS_LOGGED("AFTER INSERT ON rollup.invalidation FOR EACH ROW", "varve-ingest"),
    BEFORE_COMMIT(null, "varve-ingest"),
    /** Committed, but the service does not know yet: see {@link Faults}. */
    AFTER_COMMIT(null, "varve-ingest"),
    /** The fence is raised and drained; the forward step is about to end with its watermark. */
    BETWEEN_FENCE_AND_WATERMARK("AFTER UPDATE ON rollup.watermark FOR EACH STATEMENT", "varve-jobs"),
    BUCKETS_UPSERTED("AFTER INSERT OR UPDATE ON bronze.rollup_1m FOR EACH STATEMENT", "varve-jobs"),
    PARENT_REFRESHED("AFTER INSERT OR UPDATE ON gold.rollup_1h FOR EACH STATEMENT", "varve-jobs"),
    ROLLED_UP("AFTER INSERT OR UPDATE ON custom.rollup_1 FOR EACH STATEMENT", "varve-jobs"),
    SETTLED("AFTER INSERT OR UPDATE ON raw.chunk FOR EACH STATEMENT", "varve-jobs"),
    FLOOR_MOVED("AFTER UPDATE ON rollup.floor FOR EACH STATEMENT", "varve-jobs"),
    /** The floor is committed, the partition still there. */
    BETWEEN_FLOOR_AND_DROP(null, "varve-jobs");

    private static final String AT_COMMIT =
            "CREATE CONSTRAINT TRIGGER crash_%1$d AFTER INSERT ON raw.batch DEFERRABLE INITIALLY DEFERRED"
                    + " FOR EACH ROW EXECUTE FUNCTION crash.pass('%1$d', '%2$s')";

    private final @Nullable String event;
    private final String application;

    Point(@Nullable String event, String application) {
        this.event = event;
        this.application = application;
    }

    boolean isOfRetention() {
        return this == FLOOR_MOVED || this == BETWEEN_FLOOR_AND_DROP;
    }

    /** The trigger that stops sessions here, or null if it is none of a table. */
    @Nullable
    String trigger() {
        if (this == BEFORE_COMMIT || this == AFTER_COMMIT) {
            return AT_COMMIT.formatted(ordinal(), application);
        }
        return event == null
                ? null
                : "CREATE TRIGGER crash_%1$d %2$s EXECUTE FUNCTION crash.pass('%1$d', '%3$s')"
                        .formatted(ordinal(), event, application);
    }
}
