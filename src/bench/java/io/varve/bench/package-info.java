/**
 * The benchmarks: each scenario starts the service as a process of its own on a new, durable embedded PostgreSQL, drives it
 * over HTTP, measures its baseline on the same server in the same run, and writes its section of docs/performance.md.
 */
@NullMarked
package io.varve.bench;

import org.jspecify.annotations.NullMarked;
