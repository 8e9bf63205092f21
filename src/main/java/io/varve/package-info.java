/** Varve, a time-series rollup service on plain PostgreSQL: the application itself, how it starts and refuses to start. */
@NullMarked
package io.varve;

import org.jspecify.annotations.NullMarked;
