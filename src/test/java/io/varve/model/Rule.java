package io.varve.model;

/** What the protocol demands. Without any one of these some schedule answers wrongly. */
enum Rule {
    /** Rule 1: the fence is read again in a statement after the one that got the lock. */
    FENCE_IS_READ_AFTER_THE_LOCK,
    /** Rule 2: a fence is raised only when the writers of the generation before have ended. */
    RAISE_ONLY_WHEN_DRAINED,
    /** Rule 2: draining waits for the writers of the old generation. */
    DRAIN_WAITS,
    /** Rule 2: a forward step goes no further than what is drained. */
    FORWARD_TO_WHAT_IS_DRAINED,
    /** Rule 3: the log has no unique key, so that an entry being consumed does not swallow a new one. */
    LOG_IS_APPEND_ONLY,
    /** Rule 3: a recomputation deletes the entries it read before the source, no others. */
    CONSUME_WHAT_WAS_READ,
    /** Rule 3: a recomputation is a writer to its tier and joins its fence. */
    RECOMPUTATION_JOINS_ITS_FENCE,
    /** Rule 3: a recomputation logs what it makes out of date in the next tier. */
    PARENTS_ARE_LOGGED,
    /** Rule 4: a recomputation holds its shard. */
    RECOMPUTATION_HOLDS_THE_SHARD,
    /** Rule 4: a forward step holds all shards. */
    FORWARD_HOLDS_THE_SHARDS,
    /** Rule 4: the source is read in a statement after the one that got the shard. */
    SOURCE_IS_READ_AFTER_THE_LOCK,
    /** Rule 5: a bucket is not used while a finer one inside it is out of date. */
    FINER_ENTRIES_COUNT,
    /** Rule 5: queries trust the watermark, not the fence. */
    WATERMARK_IS_TRUSTED,
    /** Rule 6: a floor does not move while points below the fence are being written. */
    FLOOR_WAITS_FOR_WRITERS,
    /** Rule 6: writers read the floor in a statement after the one that got the lock. */
    FLOOR_IS_READ_AFTER_THE_LOCK,
    /** Rule 6: a floor does not overtake what is out of date. */
    FLOOR_STOPS_AT_PENDING_ENTRIES,
    /** Rule 6: a floor does not overtake what is not materialised. */
    FLOOR_STOPS_AT_THE_WATERMARK,
    /** Rule 6: a sealed bucket is not recomputed. */
    SEALED_BUCKETS_STAY,
    /** Rule 6: points below the floor are not written to raw. */
    LATE_POINTS_ARE_MERGED,
    /** Rule 6: a late point that comes again is not merged again. */
    MERGED_EXACTLY_ONCE,
    /** Rule 6: merging holds the shards. */
    MERGING_HOLDS_THE_SHARDS,
    /** Rule 6: merging is writing to a tier and joins its fence. */
    MERGING_JOINS_THE_FENCE,
    /** Rule 8: only drained generations are settled. */
    SETTLE_WHAT_IS_DRAINED,
    /** Rule 9: dropping waits for older snapshots. */
    DROP_WAITS_FOR_SNAPSHOTS
}
