/** Tests of the reconciliation: what agrees, what is found, and that what is found gets repaired. */
@NullMarked
package io.varve.reconcile;

import org.jspecify.annotations.NullMarked;
