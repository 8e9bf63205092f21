/**
 * Rebuilds ranges on request: logs them as out of date, day by day from the newest, no more at once than refreshes keep up
 * with. What there is to do and how far it has come is a row in the database, so that it goes on after a restart, at any
 * instance. The steps are SQL: db/repeatable/650_backfill.
 */
@NullMarked
package io.varve.backfill;

import org.jspecify.annotations.NullMarked;
