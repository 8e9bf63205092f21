/**
 * Scheduled work seen from outside: the ledger of its runs and errors, retries with backoff, health and how it is told.
 * Public: {@link io.varve.operations.Ledger}, which whoever runs something scheduled runs it through, and {@link
 * io.varve.operations.SlowQueries}, which hears of queries that took long.
 */
@NullMarked
package io.varve.operations;

import org.jspecify.annotations.NullMarked;
