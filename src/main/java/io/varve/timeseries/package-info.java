/**
 * The vocabulary of time series in plain Java: times, ranges, buckets, functions. No framework, no database, no clock;
 * everything else may use it and it uses nothing.
 */
@NullMarked
package io.varve.timeseries;

import org.jspecify.annotations.NullMarked;
