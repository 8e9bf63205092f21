package io.varve.query;

import java.util.Set;

/**
 * A kind of stored rows, each of which is built from finer ones, and these at last from raw points.
 *
 * @param prefix of what is named after it in a statement
 * @param beneath ids of tiers that have no rows in the chain, but whose entries make it out of date
 */
record Chain(String prefix, Set<Short> beneath) {

    static final Chain PARTIALS = new Chain("", Set.of());

    boolean isOfProfiles() {
        return !equals(PARTIALS);
    }

    /** The view of the entries that make rows out of date. */
    String log() {
        return isOfProfiles() ? "rollup.profile_pending" : "rollup.invalidation";
    }

    /** How far each tier's rows are, in order of the tiers. */
    String positions() {
        return isOfProfiles() ? "rollup.profile" : "rollup.watermark";
    }

    /** The function that says before when buckets are sealed. */
    String sealedUntil() {
        return isOfProfiles() ? "rollup.profile_sealed_until" : "rollup.sealed_until";
    }
}
