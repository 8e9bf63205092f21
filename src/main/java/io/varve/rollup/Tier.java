package io.varve.rollup;

import io.varve.timeseries.BucketWidth;

/**
 * One stored resolution.
 *
 * @param id above the id of every finer tier it is built from
 * @param name for people: 1m, 5m, 1h, 1d, 1w, 1mo, 1y
 * @param sourceId the layer it is built from: 0 for raw, else a tier
 * @param width of its buckets
 * @param table schema and name, quoted for SQL; of a packed tier, the table of what is not packed
 * @param packed whether some of its buckets are packed into frames
 */
public record Tier(short id, String name, short sourceId, BucketWidth width, String table, boolean packed) {}
