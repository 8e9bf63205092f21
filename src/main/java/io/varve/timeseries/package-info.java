/** The vocabulary every other package speaks: times, ranges, bucket widths, aggregate functions. Plain Java. */
@NullMarked
package io.varve.timeseries;

import org.jspecify.annotations.NullMarked;
