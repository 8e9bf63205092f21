package io.varve.imports;

/**
 * Something about a table that is to be imported.
 *
 * @param member of the body
 * @param problem whether the table cannot be imported for it
 */
record Finding(String member, boolean problem, String message) {}
