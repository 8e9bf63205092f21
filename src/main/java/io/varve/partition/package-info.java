/**
 * Partitions of the raw and tier tables: made on demand before points are written, made ahead of time for now, and
 * analyzed after they changed. pg_partman does the making where the server offers it, a function of our own elsewhere;
 * both make the same partitions.
 * Public: {@link io.varve.partition.Partitions}, {@link io.varve.partition.PartitionMaintenance}. The rest is in
 * {@code db/repeatable/250_partitioning}.
 */
@NullMarked
package io.varve.partition;

import org.jspecify.annotations.NullMarked;
