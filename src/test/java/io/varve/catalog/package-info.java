/** Tests of the catalogue: names and patterns without a database, ids, schemas and the API against a real one. */
@NullMarked
package io.varve.catalog;

import org.jspecify.annotations.NullMarked;
