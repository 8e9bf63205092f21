package io.varve.reconcile;

/**
 * How far one tier agrees.
 *
 * @param pending buckets that the log says are out of date: nobody uses them, so they are not compared
 * @param storedChecksum of the compared buckets as they are stored, in any order; 16 hexadecimal digits
 * @param recomputedChecksum of the same buckets as recomputed
 */
record TierReport(
        String tier, long checked, long pending, long mismatches, String storedChecksum, String recomputedChecksum) {}
