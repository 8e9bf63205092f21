/**
 * Tables of others, in the same database, whose rows are read as points: round by round what differs is written, changed or deleted. What
 * differs is asked in SQL: db/repeatable/450_import.
 */
@NullMarked
package io.varve.imports;

import org.jspecify.annotations.NullMarked;
