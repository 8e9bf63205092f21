@NullMarked
package io.varve.activity;

import org.jspecify.annotations.NullMarked;
