/** The service as a whole, seen from outside. */
@NullMarked
package io.varve;

import org.jspecify.annotations.NullMarked;
