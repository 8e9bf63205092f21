package io.varve.rollup;

/**
 * How far a tier is materialised.
 *
 * @param watermark epoch micros: every bucket that ends at or before it is stored; {@link Long#MIN_VALUE} before the
 *     first refresh
 */
public record TierState(Tier tier, long watermark) {}
