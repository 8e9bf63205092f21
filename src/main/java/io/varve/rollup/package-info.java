/**
 * The stored resolutions and how they are kept right: tiers with their watermarks, and the refresh that moves them
 * forward and recomputes what late writes touched. Owns the tier tables and the schema {@code rollup}.
 */
@NullMarked
package io.varve.rollup;

import org.jspecify.annotations.NullMarked;
