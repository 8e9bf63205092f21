package io.varve.rollup;

import org.jspecify.annotations.Nullable;

/**
 * How far a tier is materialised.
 *
 * @param watermark epoch micros: every bucket that ends at or before it is stored; {@link Long#MIN_VALUE} before the
 *     first refresh
 * @param profile null if it has no profiles
 */
public record TierState(Tier tier, long watermark, @Nullable Profile profile) {

    public TierState(Tier tier, long watermark) {
        this(tier, watermark, null);
    }

    /**
     * The profiles of its buckets (docs/adr/0026).
     *
     * @param sourceId what they are made from: 0 for points, else the tier whose profiles are merged
     * @param table schema and name, quoted for SQL
     * @param begins epoch micros: buckets that start before have none; {@link Long#MIN_VALUE} if all have
     * @param position epoch micros: every bucket that ends at or before it has one; {@link Long#MIN_VALUE} before the first
     */
    public record Profile(short sourceId, String table, long begins, long position) {}
}
