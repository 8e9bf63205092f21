@NullMarked
package io.varve.timeseries;

import org.jspecify.annotations.NullMarked;
