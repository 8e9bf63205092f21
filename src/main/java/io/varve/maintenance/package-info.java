/**
 * What is done now and then for the database as a whole: partitions ahead of time and as wide as they should be, statistics, what has
 * expired, and what wants attention. Nobody else uses it.
 */
@NullMarked
package io.varve.maintenance;

import org.jspecify.annotations.NullMarked;
