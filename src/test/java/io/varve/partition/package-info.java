/** Partitions on real PostgreSQL, made by hand and by pg_partman. */
@NullMarked
package io.varve.partition;

import org.jspecify.annotations.NullMarked;
