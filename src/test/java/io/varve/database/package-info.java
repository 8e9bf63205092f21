@NullMarked
package io.varve.database;

import org.jspecify.annotations.NullMarked;
