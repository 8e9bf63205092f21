/**
 * Answers about series: {@code GET /api/timeseries} and {@code /api/timeseries/explain}. A request is planned by a pure
 * function (which tier serves which stretch), sent as one SQL statement that also replaces what the invalidation log
 * names as out of date, and assembled into rows. Reads every table, writes none.
 */
@NullMarked
package io.varve.query;

import org.jspecify.annotations.NullMarked;
