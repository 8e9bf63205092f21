/**
 * For how long raw and every tier are kept: policies from the configuration and over HTTP, what they come to for every
 * layer and series, and the runs that move floors and remove what lies below. Owns {@code rollup.retention_policy} and
 * {@code rollup.retention_run}; which rows may go is decided by {@code rollup.floor_limit}. Public:
 * {@link io.varve.retention.RetentionCycle}, for maintenance, and {@link io.varve.retention.RefusedRetentionException}, for the start.
 */
@NullMarked
package io.varve.retention;

import org.jspecify.annotations.NullMarked;
