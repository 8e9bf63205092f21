/**
 * The protocol of docs/protocol.md as a small model, of which every schedule is played: one series, one bucket of a first
 * tier, the bucket of a second tier built from it, two writers, two refreshers, settling, retention and a long reader. A
 * step is what one SQL statement does, with its own snapshot; what a transaction wrote becomes visible when it commits.
 */
@NullMarked
package io.varve.model;

import org.jspecify.annotations.NullMarked;
