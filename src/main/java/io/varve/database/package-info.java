/**
 * The database Varve stands on: an existing PostgreSQL or an embedded one, three pools that cannot starve each other, and
 * the database's clock. Everything else gets a {@code JdbcClient} and a {@code TransactionTemplate} by qualifier.
 */
@NullMarked
package io.varve.database;

import org.jspecify.annotations.NullMarked;
