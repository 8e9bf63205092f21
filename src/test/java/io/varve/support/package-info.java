/**
 * What the tests share: a real PostgreSQL with one fresh database per test class, the running service, a clock that
 * stands still, two sessions that take turns, and the naive rollup every answer is compared with.
 */
@NullMarked
package io.varve.support;

import org.jspecify.annotations.NullMarked;
