@NullMarked
package io.varve.custom;

import org.jspecify.annotations.NullMarked;
