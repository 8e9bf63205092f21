/** What was done, told in the log where somebody wants to read it. */
@NullMarked
package io.varve.activity;

import org.jspecify.annotations.NullMarked;
