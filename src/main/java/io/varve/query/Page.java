package io.varve.query;

import java.util.List;

/**
 * What one statement answered.
 *
 * @param replan its snapshot holds invalidations that the plan does not cover: the rows mean nothing
 * @param newest the highest series id in its snapshot
 * @param more whether rows follow these
 */
record Page(boolean replan, int newest, List<Row> rows, boolean more) {}
