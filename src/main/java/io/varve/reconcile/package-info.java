/**
 * Proof that what the tiers store is what their points say: recomputes buckets from points in one snapshot, compares every
 * partial, and on request has what disagrees recomputed. On request by HTTP, and all the time by random samples. The
 * comparison itself is SQL: db/repeatable/600_reconcile.
 */
@NullMarked
package io.varve.reconcile;

import org.jspecify.annotations.NullMarked;
