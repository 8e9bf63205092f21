/**
 * Real processes that are killed, frozen and cut off at named points of a write, a refresh, settling and retention, while
 * others write and ask. The points are triggers that the tests put into their own database: the service has no hooks.
 */
@NullMarked
package io.varve.crash;

import org.jspecify.annotations.NullMarked;
