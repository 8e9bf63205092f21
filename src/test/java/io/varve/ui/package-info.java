@NullMarked
package io.varve.ui;

import org.jspecify.annotations.NullMarked;
