@NullMarked
package io.varve.operations;

import org.jspecify.annotations.NullMarked;
