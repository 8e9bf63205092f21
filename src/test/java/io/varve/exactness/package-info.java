/** Is the answer right, whatever the state of the jobs? The service from outside, over HTTP, against the naive rollup. */
@NullMarked
package io.varve.exactness;

import org.jspecify.annotations.NullMarked;
