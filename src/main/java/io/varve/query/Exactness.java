package io.varve.query;

/**
 * How exact an answer has to be.
 *
 * @param insisted whether an answer that is not exact is none
 * @param mostPoints how many points a statement may read for functions that need all of them together
 */
record Exactness(boolean insisted, int mostPoints) {}
