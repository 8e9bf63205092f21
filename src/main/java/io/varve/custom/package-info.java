/**
 * Custom rollups: partials of a tier merged over series that agree in some tags, for questions that ask no more than that. Owns the
 * schema {@code custom} and what {@code rollup} holds of them; docs/custom-rollups.md.
 */
@NullMarked
package io.varve.custom;

import org.jspecify.annotations.NullMarked;
