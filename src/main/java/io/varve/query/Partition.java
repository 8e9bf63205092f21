package io.varve.query;

import io.varve.timeseries.TimeRange;

/**
 * A partition as the service last saw it.
 *
 * @param name schema and name, quoted for SQL
 * @param oid of the partition
 * @param attached another number once it has been attached anew, perhaps for another range
 * @param range what it holds
 */
record Partition(String name, long oid, String attached, TimeRange range) {}
