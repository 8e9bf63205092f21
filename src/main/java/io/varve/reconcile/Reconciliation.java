package io.varve.reconcile;

import java.util.List;

/**
 * The answer: how far what the tiers store agrees with what their points say.
 *
 * @param checked buckets that were compared
 * @param mismatches those of them that disagree
 * @param repaired those that will be recomputed
 * @param details the first differences, at most {@link #MAX_DETAILS}
 */
record Reconciliation(long checked, long mismatches, long repaired, List<TierReport> tiers, List<Difference> details) {

    static final int MAX_DETAILS = 100;

    static Reconciliation of(List<TierReport> tiers, List<Difference> details, boolean repaired) {
        long mismatches = tiers.stream().mapToLong(TierReport::mismatches).sum();
        return new Reconciliation(
                tiers.stream().mapToLong(TierReport::checked).sum(),
                mismatches,
                repaired ? mismatches : 0,
                tiers,
                List.copyOf(details));
    }
}
