@NullMarked
package io.varve.maintenance;

import org.jspecify.annotations.NullMarked;
