/**
 * What is reckoned from answers about series, each a sub-resource of {@code /api/timeseries}: comparisons of two periods, peaks,
 * histograms. Reads through {@link io.varve.query.Questions} only, so that everything one of them is made of is of one snapshot.
 */
@NullMarked
package io.varve.analysis;

import org.jspecify.annotations.NullMarked;
