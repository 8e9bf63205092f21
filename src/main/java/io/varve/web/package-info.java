/**
 * What every HTTP endpoint has in common: errors as problem+json, unknown parameters refused by name, trailing slashes,
 * compressed request bodies with a limit. Public: {@link io.varve.web.ProblemException}.
 */
@NullMarked
package io.varve.web;

import org.jspecify.annotations.NullMarked;
