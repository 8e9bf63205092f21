/** House rules for the database, checked against its own catalogue. */
@NullMarked
package io.varve.schema;

import org.jspecify.annotations.NullMarked;
