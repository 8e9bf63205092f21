@NullMarked
package io.varve.web;

import org.jspecify.annotations.NullMarked;
