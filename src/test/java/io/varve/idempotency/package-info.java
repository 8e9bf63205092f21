@NullMarked
package io.varve.idempotency;

import org.jspecify.annotations.NullMarked;
