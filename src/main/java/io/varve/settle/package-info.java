/**
 * Settling: moves points from the log of batches into packed chunks, one row per series and hour, once no writer of their
 * generation is left. Changes where points are stored, never which points there are. The storage itself is SQL:
 * db/repeatable/150_raw.
 */
@NullMarked
package io.varve.settle;

import org.jspecify.annotations.NullMarked;
