@NullMarked
package io.varve.analysis;

import org.jspecify.annotations.NullMarked;
