@NullMarked
package io.varve.backfill;

import org.jspecify.annotations.NullMarked;
