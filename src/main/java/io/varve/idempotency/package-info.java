/**
 * {@code Idempotency-Key} on every POST: the same request again is answered as it was the first time, without being done
 * again. Whoever writes in one transaction has the answer remembered in it, by {@link
 * io.varve.idempotency.IdempotentRequest}; answers of all others are remembered once they are there. Public: that, and
 * {@link io.varve.idempotency.Idempotency}.
 */
@NullMarked
package io.varve.idempotency;

import org.jspecify.annotations.NullMarked;
